import type { RawData, RawRouter } from "../../live/traefik/raw-data.ts";
import { type RouteFinding, validateRouters } from "../../policies/routes/validate.ts";
import { type Router, readRule } from "../../policies/routes/router.ts";
import { ruleAndPriority } from "../../release/routes/elements.ts";
import type { Route, Source } from "../../release/routes/model.ts";
import type { HostTable } from "./table.ts";

/**
 * The routes that a Traefik has now, as its API shows them, and what is wrong with them: what Traefik says itself, and what
 * it does not look for.
 * @param sources `<protocol> <name>` → where the work tree says it; others are told by Traefik's address
 */
export function liveTable(host: string, api: string, raw: RawData, sources: ReadonlyMap<string, Source>): HostTable {
  const findings: RouteFinding[] = [];
  const read = raw.routers.map((router) => {
    const route = routeOf(
      router,
      sources.get(`${router.protocol} ${router.name}`) ?? { file: api, line: 0, key: router.name },
    );
    const { rule, finding } = route.protocol === "udp" ? {} : readRule(route);
    if (finding) findings.push(finding);
    if (router.status !== "enabled" && !finding) findings.push(refused(route, router));
    const on = router.entryPoints.map((entryPoint) => ({ entryPoint, tls: router.tls !== undefined }));
    return {
      route,
      isDropped: router.status === "disabled",
      router: rule && { route, rule, priority: Number(route.priority), on },
    };
  });
  const those = (isDropped: boolean): Router[] =>
    read.flatMap((one) => (one.router && one.isDropped === isDropped ? [one.router] : []));
  const routers = those(false).sort((a, b) => b.priority - a.priority || (a.route.name < b.route.name ? -1 : 1));
  return {
    ...{ host, routers, dropped: those(true), routes: read.map(({ route }) => route) },
    // Traefik does not show whether a priority was written.
    findings: [...findings, ...validateRouters(routers, () => true)],
    entryPointOf: () => undefined,
    middlewaresOf: ({ route }) => route.middlewares ?? [],
  };
}

function routeOf(raw: RawRouter, source: Source): Route {
  const { protocol, name, entryPoints, middlewares, rule, priority, tls, service } = raw;
  const provider = name.slice(name.lastIndexOf("@") + 1);
  const qualified = service === undefined || service.includes("@") ? service : `${service}@${provider}`;
  return {
    ...{
      protocol,
      name,
      provider: provider as Route["provider"],
      stack: "",
      from: "",
      source,
      entryPoints,
      middlewares,
    },
    ...(rule === undefined
      ? {}
      : ruleAndPriority(protocol, rule, priority === undefined ? undefined : String(priority))),
    ...(qualified === undefined ? {} : { service: qualified }),
    ...(tls ? { tls: { passthrough: tls.passthrough ?? false, options: "", certResolver: "", domains: [] } } : {}),
  };
}

function refused(route: Route, { status, errors }: RawRouter): RouteFinding {
  const message = `expected a router that Traefik takes, got one that is ${status} (${errors.join("; ") || "no reason given"}); correct what it names`;
  return { kind: "missing", severity: status === "disabled" ? "error" : "warning", ...route.source, message };
}
