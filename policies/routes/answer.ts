import { isIP } from "node:net";
import { canonicalHost, type HttpRequest, httpRequest, type Sent } from "./request.ts";
import type { HostRoutes, Router } from "./router.ts";
import { type Connection, httpMatcher, tcpMatcher } from "./rule/matcher.ts";
import { matches, type Rule } from "./rule/parse.ts";

/** What Traefik does with a request. */
export interface Answer {
  readonly entryPoint: string;
  /** Traefik itself refuses the request with 400. */
  readonly refused: boolean;
  /**
   * The routers whose rules match, the one that answers first. Of several with the same priority at the beginning any may
   * answer: Traefik has no order for them. Empty: Traefik answers 404.
   */
  readonly routers: readonly Router[];
}

interface Compiled<T> {
  readonly router: Router;
  readonly matches: (what: T) => boolean;
}

const compiled = new WeakMap<Rule, unknown>();

/** Whether a router's rule matches; each is made once. */
export function httpMatches({ rule }: Router): (request: HttpRequest) => boolean {
  if (!compiled.has(rule)) compiled.set(rule, httpMatcher(rule));
  return compiled.get(rule) as (request: HttpRequest) => boolean;
}

/** Whether a TCP router's rule matches; each is made once. */
export function tcpMatches({ rule }: Router): (connection: Connection) => boolean {
  if (!compiled.has(rule)) compiled.set(rule, tcpMatcher(rule));
  return compiled.get(rule) as (connection: Connection) => boolean;
}

/**
 * Which routers answer a request, decided as Traefik does: the connection first, by TCP routers and by the hosts of HTTP
 * routers with TLS, then the request, by priority.
 */
export function answer(
  { routers, dropped }: Pick<HostRoutes, "routers" | "dropped">,
  entryPoint: string,
  sent: Sent,
): Answer {
  const isHere = (tls: boolean) => (router: Router) =>
    router.on.some((one) => one.entryPoint === entryPoint && one.tls === tls);
  const here = routers.filter(isHere(sent.tls));
  const of = <T>(
    protocol: string,
    make: (router: Router) => (what: T) => boolean,
    all: readonly Router[] = here,
  ): Compiled<T>[] =>
    all.filter(({ route }) => route.protocol === protocol).map((router) => ({ router, matches: make(router) }));
  const http = of("http", httpMatches);
  const name = canonicalHost(sent.host).replace(/\.$/, "");
  // Where no router has TLS, Traefik does not look for it: a plain TCP router gets what a TLS client sends.
  const tls = sent.tls && here.length > 0;
  const connection: Connection = {
    serverName: tls && isIP(name) === 0 ? name : "",
    protocols: tls ? (sent.protocols ?? ["h2", "http/1.1"]) : [],
    client: sent.client ?? "127.0.0.1",
  };
  const tcp = of("tcp", tcpMatches, tls ? here : routers.filter(isHere(false))).filter((one) =>
    one.matches(connection),
  );
  const withHosts = [...here, ...dropped.filter(isHere(sent.tls))].filter(({ route }) => route.protocol === "http");
  if (tcp.length > 0 && !isHttp(withHosts, tcp[0]!.router, connection)) {
    return { entryPoint, refused: false, routers: tcp.map(({ router }) => router) };
  }
  const request = httpRequest(sent);
  if (!request) return { entryPoint, refused: true, routers: [] };
  return {
    entryPoint,
    refused: false,
    routers: http.filter((one) => one.matches(request)).map(({ router }) => router),
  };
}

/**
 * Whether HTTP routers get a connection that a TCP router matches. With TLS those that name its host come first, and those
 * without a host come before a TCP router for everything.
 */
function isHttp(http: readonly Router[], tcp: Router, { serverName }: Connection): boolean {
  if (!tcp.on.some(({ tls }) => tls)) return false;
  const hosts = http.map(({ rule }) => hostsOf(rule));
  if (hosts.flat().includes(serverName)) return true;
  return isForEverything(tcp.rule) && hosts.some((names) => names.length === 0);
}

const hostsOf = (rule: Rule) =>
  matches(rule).flatMap(({ name, values }) =>
    name === "Host" ? values.map((value) => value.toLowerCase().replace(/\.$/, "")) : [],
  );

const isForEverything = (rule: Rule) => rule.kind === "match" && rule.name === "HostSNI" && rule.values[0] === "*";

/** The routers at the beginning any of which may answer. */
export function firsts({ routers }: Answer): readonly Router[] {
  return routers.filter(({ priority }) => priority === routers[0]!.priority);
}
