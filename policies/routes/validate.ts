import type { StackRelease } from "../../release/types.ts";
import type { RouteFinding } from "./finding.ts";
import { hostRoutes } from "./host-routes.ts";
import { portConflicts } from "./host-ports.ts";
import { sameNames, TwoPlaces } from "./names.ts";
import { unreachable } from "./networks.ts";
import { overlaps } from "./overlaps.ts";
import { missingReferences } from "./references.ts";
import { hasWrittenPriority } from "./written.ts";

export type { RouteFinding, RouteKind } from "./finding.ts";

/**
 * Everything that is wrong with the routes of a release, sorted by file and line. Pure; what cannot be read is a finding.
 * @param stacks all stacks of the release
 */
export function validateRoutes(stacks: readonly StackRelease[]): readonly RouteFinding[] {
  const { hosts, findings } = hostRoutes(stacks);
  const all = hosts.flatMap((host) => {
    const twoPlaces = new TwoPlaces(host.routers);
    const isWritten = ({ route }: { route: (typeof host.routes)[number] }) => hasWrittenPriority(route, stacks);
    return [
      ...missingReferences(host),
      ...unreachable(host, stacks),
      ...sameNames(host),
      ...twoPlaces.findings,
      ...overlaps(host.routers, { isWritten, isToldOf: twoPlaces.isToldOf }),
    ];
  });
  return [...findings, ...all, ...portConflicts(stacks)].sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line,
  );
}
