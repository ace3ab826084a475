import type { StackRelease } from "../../release/types.ts";
import { networksOf } from "./compose.ts";
import type { RouteFinding } from "./finding.ts";
import { findingOf, type HostRoutes } from "./router.ts";

/** Routers of services that share no network with Traefik, which then has no way to them. */
export function unreachable(
  { router, configuration, routes }: HostRoutes,
  stacks: readonly StackRelease[],
): RouteFinding[] {
  const own = networksOf(router, router.definition.traefik!.service);
  if (!own) return [];
  const told = new Set<string>();
  return routes.flatMap((route) => {
    const stack = stacks.find(({ name }) => name === route.stack)!;
    if (route.provider !== "docker" || told.has(`${route.stack} ${route.from}`)) return [];
    told.add(`${route.stack} ${route.from}`);
    const theirs = networksOf(stack, route.from);
    if (!theirs) return [];
    const names = theirs.join(", ") || "none";
    const { network } = configuration.docker ?? {};
    if (!theirs.some((name) => own.includes(name))) {
      return [
        findingOf(
          route,
          "network",
          `expected the service ${route.from} in a network of Traefik's (${own.join(", ")}), got ${names}; add \`networks: [${own[0]}]\` to the service`,
        ),
      ];
    }
    // Without the network that it is told to use, Traefik takes any of the container's.
    if (network === undefined || theirs.includes(network) || theirs.every((name) => own.includes(name))) return [];
    const message = `expected the service ${route.from} in ${network}, the network that Traefik reaches containers by, got ${names}, of which Traefik may take one that it is not in; add ${network} to the service`;
    return [{ ...findingOf(route, "network", message), severity: "warning" }];
  });
}
