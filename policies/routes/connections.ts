import type { RouteFinding } from "./finding.ts";
import { findingOf, type HostRoutes, type Router } from "./router.ts";
import { matches } from "./rule/parse.ts";
import { httpTakesHosts, secondUdp, tcpTakesAll } from "./wording.ts";

/** Routers that never get a connection, because another protocol's, or another one of UDP, has it. */
export function lostConnections({ routes, routers }: Pick<HostRoutes, "routes" | "routers">): RouteFinding[] {
  const of = (protocol: string) => routers.filter(({ route }) => route.protocol === protocol);
  const http = of("http");
  return [
    ...secondOfUdp(routes),
    ...of("tcp").flatMap((router) => [...behindHttp(router, http), ...inFront(router, http)]),
  ];
}

/** UDP has no rules: an entry point leads to one router. */
function secondOfUdp(routes: HostRoutes["routes"]): RouteFinding[] {
  const first = new Map<string, HostRoutes["routes"][number]>();
  return routes.flatMap((route) => {
    if (route.protocol !== "udp") return [];
    return (route.entryPoints ?? []).flatMap((entryPoint) => {
      const other = first.get(entryPoint);
      if (!other) first.set(entryPoint, route);
      return other ? [findingOf(route, "overlap", secondUdp(entryPoint, other))] : [];
    });
  });
}

/** A TCP router with TLS whose hosts all are those of HTTP routers on the same entry point, which come first. */
function behindHttp(router: Router, http: readonly Router[]): RouteFinding[] {
  const all = matches(router.rule);
  const hosts = all.flatMap(({ name, values }) => (name === "HostSNI" ? values : []));
  if (hosts.length === 0 || hosts.length < all.length || hosts.includes("*") || hasNot(router)) return [];
  const takers = hosts.map((host) => router.on.map((on) => http.find((one) => isOn(one, on) && hasHost(one, host))));
  const found = takers.flat();
  if (found.length === 0 || found.includes(undefined)) return [];
  return [findingOf(router.route, "shadowed", httpTakesHosts(found[0]!, hosts))];
}

/** A plain TCP router for everything takes the plain requests of HTTP routers. */
function inFront(router: Router, http: readonly Router[]): RouteFinding[] {
  const { rule } = router;
  if (rule.kind !== "match" || rule.name !== "HostSNI" || rule.values[0] !== "*") return [];
  const plain = router.on.filter(({ tls }) => !tls);
  return http
    .filter(
      ({ on }) =>
        on.length > 0 && on.every((one) => plain.some(({ entryPoint }) => !one.tls && one.entryPoint === entryPoint)),
    )
    .map((lost) => findingOf(lost.route, "shadowed", tcpTakesAll(router)));
}

type On = Router["on"][number];

const isOn = (router: Router, { entryPoint, tls }: On) =>
  router.on.some((one) => one.entryPoint === entryPoint && one.tls === tls);

const hasHost = ({ rule }: Router, host: string) =>
  matches(rule).some(({ name, values }) => name === "Host" && values[0]!.toLowerCase() === host.toLowerCase());

const hasNot = ({ rule }: Router): boolean => JSON.stringify(rule).includes('"kind":"not"');
