import { publishedPorts } from "../../policies/routes/host-ports.ts";
import { hostRoutes } from "../../policies/routes/host-routes.ts";
import type { HostRoutes, Router } from "../../policies/routes/router.ts";
import { type RouteFinding, validateRoutes } from "../../policies/routes/validate.ts";
import type { Route } from "../../release/routes/model.ts";
import type { StackRelease } from "../../release/types.ts";

/** The routes of one host's Traefik, for the commands that show them. */
export interface HostTable extends Pick<HostRoutes, "host" | "routes" | "routers" | "dropped"> {
  readonly findings: readonly RouteFinding[];
  /** The entry point behind a TCP port of the host; undefined where that is not known. */
  readonly entryPointOf: (port: number) => string | undefined;
  /** What acts on a request to a router, in this order. */
  readonly middlewaresOf: (router: Pick<Router, "route">, entryPoint?: string) => readonly string[];
}

/**
 * The routes of every host as the stacks have them.
 * @returns findings of no host's Traefik (what cannot be read, ports) beside
 */
export function tablesOf(stacks: readonly StackRelease[]): { tables: HostTable[]; findings: readonly RouteFinding[] } {
  const { hosts } = hostRoutes(stacks);
  const tables = hosts.map((host) => ({
    ...{ host: host.host, routes: host.routes, routers: host.routers, dropped: host.dropped, findings: [] },
    entryPointOf: (port: number) => entryPointOf(host, port),
    middlewaresOf: ({ route }: { route: Route }, entryPoint?: string) => [
      ...((route.protocol === "http" && host.configuration.entryPoints.get(entryPoint ?? "")?.middlewares) || []),
      ...(route.middlewares ?? []),
    ],
  }));
  return { tables, findings: validateRoutes(stacks) };
}

/** Traefik's container may publish an entry point under another number. */
function entryPointOf({ router, configuration }: HostRoutes, port: number): string | undefined {
  const published = publishedPorts(router, router.definition.traefik!.service);
  const target = published.find((one) => one.published === port && one.protocol === "tcp")?.target ?? port;
  return [...configuration.entryPoints].find(([, entry]) => entry.port === target)?.[0];
}
