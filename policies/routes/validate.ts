import type { StackRelease } from "../../release/types.ts";
import type { RouteFinding } from "./finding.ts";
import { hostRoutes } from "./host-routes.ts";
import { missingReferences } from "./references.ts";

export type { RouteFinding, RouteKind } from "./finding.ts";

/**
 * Everything that is wrong with the routes of a release, sorted by file and line. Pure; what cannot be read is a finding.
 * @param stacks all stacks of the release
 */
export function validateRoutes(stacks: readonly StackRelease[]): readonly RouteFinding[] {
  const { hosts, findings } = hostRoutes(stacks);
  const all = [...findings, ...hosts.flatMap((host) => [...missingReferences(host)])];
  return all.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}
