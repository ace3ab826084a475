import { isIPv6 } from "node:net";
import type { HttpRequest } from "../request.ts";
import { addressRange, goRegexp } from "./conditions.ts";
import type { Match, Rule } from "./parse.ts";

/** A TCP connection as rules see it. */
export interface Connection {
  /** The server name of a TLS client in small letters; empty without TLS. */
  readonly serverName: string;
  readonly protocols: readonly string[];
  readonly client: string;
}

type Condition = Pick<Match, "name" | "values">;
type Of<T> = (what: T) => boolean;

/** Whether a rule of an HTTP router matches, as Traefik 3 decides it. */
export const httpMatcher = (rule: Rule): Of<HttpRequest> => matcher(rule, httpCondition);

/** Whether a rule of a TCP router matches. */
export const tcpMatcher = (rule: Rule): Of<Connection> => matcher(rule, tcpCondition);

function matcher<T>(rule: Rule, condition: (match: Match) => Of<T>): Of<T> {
  if (rule.kind === "match") return condition(rule);
  if (rule.kind === "not") {
    const inner = matcher(rule.rule, condition);
    return (what) => !inner(what);
  }
  const [left, right] = [matcher(rule.left, condition), matcher(rule.right, condition)];
  return rule.kind === "and" ? (what) => left(what) && right(what) : (what) => left(what) || right(what);
}

/** Whether one condition of an HTTP router holds; of the request only what it asks for is looked at. */
export function httpCondition({ name, values: [first = "", second] }: Condition): Of<HttpRequest> {
  const lower = first.toLowerCase();
  const some = (values: readonly string[] | undefined, test: Of<string>) => values?.some(test) ?? false;
  switch (name) {
    case "Host":
      return ({ host }) => host !== "" && (host === lower || withoutDot(lower) === host || withoutDot(host) === lower);
    case "HostRegexp":
      return ({ host }) => find(first, host) || find(first, ""); // the second: no CNAME is followed
    case "Path":
      return ({ path }) => path === first;
    case "PathPrefix":
      return ({ path }) => path.startsWith(first);
    case "PathRegexp":
      return ({ path }) => find(first, path);
    case "Method":
      return ({ method }) => method === first.toUpperCase();
    case "Header":
      return ({ headers }) => some(headers.get(lower), (value) => value === second);
    case "HeaderRegexp":
      return ({ headers }) => some(headers.get(lower), (value) => find(second!, value));
    case "Query":
      return ({ query }) => some(query.get(first), (value) => value === (second ?? ""));
    case "QueryRegexp":
      return ({ query }) =>
        some(query.get(first), (value) => (second === undefined ? value === "" : find(second, value)));
    default:
      return ({ client }) => isFrom(first, client);
  }
}

/** Whether one condition of a TCP router holds. */
export function tcpCondition({ name, values: [first = ""] }: Condition): Of<Connection> {
  switch (name) {
    case "HostSNI":
      return ({ serverName }) => first === "*" || (serverName !== "" && withoutDot(first) === serverName);
    case "HostSNIRegexp":
      return ({ serverName }) => find(first, serverName);
    case "ALPN":
      return ({ protocols }) => protocols.includes(first);
    default:
      return ({ client }) => isFrom(first, client);
  }
}

/** Anywhere in the text, as Go's MatchString. */
const find = (regexp: string, text: string) => goRegexp(regexp).matcher(text).find();
const withoutDot = (name: string) => name.replace(/\.$/, "");
const isFrom = (range: string, client: string) =>
  addressRange(range)?.check(client, isIPv6(client) ? "ipv6" : "ipv4") ?? false;
