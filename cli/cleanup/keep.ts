import { UserError } from "../../release/errors.ts";
import { readObjects } from "../../release/git.ts";
import { parseImage } from "../../release/image.ts";
import { IMAGES_LOCK, parseImagesLock } from "../../release/locks.ts";
import { openRelease, type StackRelease } from "../../release/release.ts";
import { releaseTags } from "../../release/tags.ts";
import { compareVersions, parseVersion } from "../../release/version.ts";
import type { Targets } from "../drift/targets.ts";
import type { Keep } from "./plan.ts";

/** What the configured release with its pins needs, and the release before it: the way back. */
export async function keepOf(project: string, { release, hosts }: Targets): Promise<Keep> {
  const stacks = [...hosts.flatMap((host) => host.stacks), ...(await previousStacks(project, release))];
  return {
    references: stacks.flatMap(({ services }) => [...services.values()].map(({ reference }) => reference)),
    repositories: await everyRepository(project),
    stacks: [...new Set(stacks.map(({ name }) => name))],
  };
}

async function previousStacks(project: string, tag: string): Promise<StackRelease[]> {
  const version = parseVersion(tag);
  const previous = (await releaseTags(project)).find((other) => compareVersions(other, version) < 0);
  if (!previous) return [];
  try {
    const release = await openRelease(project, previous.tag);
    return release.stackNames.map((name) => release.stack(name));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      `the release before ${tag} cannot be read, so it is not known which images it needs:\n${error.message}`,
    );
  }
}

/** Names of images in the locks of all releases. */
async function everyRepository(project: string): Promise<Set<string>> {
  const locks = (await releaseTags(project)).map(({ tag }) => `refs/tags/${tag}:${IMAGES_LOCK}`);
  const names = [...(await readObjects(project, locks)).values()].flatMap(({ content }) => [
    ...parseImagesLock(content.toString(), []).keys(),
  ]);
  return new Set(names.flatMap((name) => parseImage(name)?.repository ?? []));
}
