import type { Route } from "../../release/routes/model.ts";
import { requestText, type Sent } from "./request.ts";
import type { Router } from "./router.ts";

/** A router with its place. */
const named = ({ route: { name, source } }: Router) =>
  `${name} (${source.file}${source.line > 0 ? `:${source.line}` : ""})`;

const list = (routers: readonly Router[]) =>
  routers.length > 3
    ? `${routers.slice(0, 3).map(named).join(", ")} and ${routers.length - 3} more`
    : routers.map(named).join(", ");

export const requestOf = ({ route }: Router, sent: Sent): string => {
  if (route.protocol === "http") return requestText(sent);
  const client = sent.client === undefined ? "" : ` from ${sent.client}`;
  return sent.tls ? `a TLS connection to ${sent.host}${client}` : `a TCP connection${client}`;
};

export const equalPriority = (router: Router, other: Router, isWritten: boolean, request: string) =>
  `expected one router for ${request}, got also ${named(other)} with the same priority ${router.priority}${isWritten ? "" : ", the length of its rule"}, and Traefik has no order for them; give the one that is to answer a higher \`priority\``;

export const noPriority = (router: Router, others: readonly Router[], request: string) =>
  `expected a \`priority\`, got none, so the length of the rule, ${router.priority}, decides between it and ${list(others)}, for example for ${request}; write \`priority\``;

export const shadowed = (router: Router, by: readonly Router[]) =>
  `expected a router that can answer, got one whose requests all go to ${list(by)}, whose priority is higher than ${router.priority}; give this one a higher \`priority\`, or remove it`;

export const shadowedPrefix = (other: Router, prefix: string, path: string, request: string) =>
  `expected ${request} here, got it answered by ${named(other)}: PathPrefix(\`${prefix}\`) takes ${path} too; give this router a higher \`priority\` than ${other.priority}, or let the other match \`^${prefix}(/|$)\` with PathRegexp`;

export const matchesNothing = () =>
  "expected a rule that some request matches, got conditions that exclude each other; correct them, or remove the router";

export const twice = (other: string, isSame: boolean) =>
  isSame
    ? `expected one router of this name, got the same one in ${other} too: Traefik spreads its requests over both; rename one`
    : `expected one router of this name, got another one in ${other}: Traefik uses neither; rename one`;

export const twicePerFile = (other: string) =>
  `expected one router of this name, got it in ${other} too: Traefik uses the first file's; rename or remove one`;

export const secondUdp = (entryPoint: string, { name, source }: Route) =>
  `expected one UDP router on ${entryPoint}, got ${name} (${source.file}:${source.line}) too, and UDP has no rules to choose by; give one of them another entry point`;

export const httpTakesHosts = (http: Router, hosts: readonly string[]) =>
  `expected a router that can answer, got one for ${hosts.join(", ")}, whose TLS connections go to HTTP routers such as ${named(http)}; use another host name, or another entry point`;

export const tcpTakesAll = (tcp: Router) =>
  `expected a router that can answer, got one on an entry point where ${named(tcp)} takes every connection without TLS; give one of them another entry point`;

export const twoPlaces = (other: Router, what: string) =>
  `expected a route in one place, got ${what} in ${named(other)} too; remove one of the two`;
