import type { StackRelease } from "../../release/types.ts";
import { lostConnections } from "./connections.ts";
import type { RouteFinding } from "./finding.ts";
import { hostRoutes } from "./host-routes.ts";
import { portConflicts } from "./host-ports.ts";
import { sameNames, TwoPlaces } from "./names.ts";
import { unreachable } from "./networks.ts";
import { overlaps } from "./overlaps.ts";
import { missingReferences } from "./references.ts";
import type { Router } from "./router.ts";
import { WrittenPriorities } from "./written.ts";

export type { RouteFinding, RouteKind } from "./finding.ts";

/**
 * Everything that is wrong with the routes of a release, sorted by file and line. Pure; what cannot be read is a finding.
 * @param stacks all stacks of the release
 */
export function validateRoutes(stacks: readonly StackRelease[]): readonly RouteFinding[] {
  const { hosts, findings } = hostRoutes(stacks);
  const written = new WrittenPriorities(stacks);
  const all = hosts.flatMap((host) => {
    return [
      ...missingReferences(host),
      ...unreachable(host, stacks),
      ...lostConnections(host),
      ...sameNames(host),
      ...validateRouters(host.routers, ({ route }) => written.has(route)),
    ];
  });
  return [...findings, ...all, ...portConflicts(stacks)].sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line,
  );
}

/**
 * What is wrong between the routers of one Traefik.
 * @param routers by priority
 * @param isWritten whether a router's priority is written
 */
export function validateRouters(routers: readonly Router[], isWritten: (router: Router) => boolean): RouteFinding[] {
  const twoPlaces = new TwoPlaces(routers);
  return [...twoPlaces.findings, ...overlaps(routers, { isWritten, isToldOf: twoPlaces.isToldOf })];
}
