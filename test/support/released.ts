import type { Desired } from "../../policies/pack/rule.ts";
import { openRelease } from "../../release/release.ts";
import type { Repository } from "../unit/release/repository.ts";
import { desiredOf } from "./desired.ts";

/** What a configuration asks for that names this release of a repository. */
export async function askedFor({ folder }: Repository, tag: string): Promise<Desired> {
  const release = await openRelease(folder, tag);
  return desiredOf({ repository: folder, releases: [release], stacks: release.stackNames.map(release.stack) });
}
