import { UserError } from "../../release/errors.ts";
import { git } from "../../release/git.ts";
import { releaseTags } from "../../release/tags.ts";
import { compareVersions, parseVersion } from "../../release/version.ts";
import { chosenConfigFile, configFiles, readConfigFile } from "../drift/config-file.ts";

/**
 * The two releases to compare.
 * @param from absent: the one that the Pulumi stack's configuration names, where it is another than `to`; else the one before `to`
 * @param to absent: the release of the commit that is checked out; else the newest
 * @returns both, and in words what was chosen
 * @throws UserError when there is nothing to choose
 */
export async function chooseReleases(
  project: string,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Promise<{ from: string; to: string; notes: string[] }> {
  const tags = await releaseTags(project);
  const notes: string[] = [];
  const here = to === undefined ? await tagsAtHead(project) : [];
  const target = to ?? tags.find(({ tag }) => here.includes(tag))?.tag ?? tags[0]?.tag;
  if (target === undefined)
    throw new UserError(
      `${project}: expected a release to plan for, got no tag; \`make tag\`, or \`git fetch --tags\``,
    );
  if (to === undefined) {
    notes.push(`TO is ${target}, ${here.includes(target) ? "the release that is checked out" : "the newest release"}`);
  }
  if (from !== undefined) return { from, to: target, notes };
  const configured = configuredRelease(project);
  if (configured !== undefined && configured !== target) {
    return { from: configured, to: target, notes: [...notes, `FROM is ${configured}, the release that is configured`] };
  }
  const version = parseVersion(target);
  const before = tags.find((other) => compareVersions(other, version) < 0)?.tag;
  if (before === undefined)
    throw new UserError(`${target}: expected a release before it, got none; name one: make plan FROM=main1.0.0`);
  return { from: before, to: target, notes: [...notes, `FROM is ${before}, the release before ${target}`] };
}

async function tagsAtHead(project: string): Promise<string[]> {
  return (await git(project, ["tag", "--points-at", "HEAD"])).toString().split("\n");
}

/** What the Pulumi stack's configuration says, when there is exactly one, or one is chosen. */
function configuredRelease(project: string): string | undefined {
  if (configFiles(project).length !== 1 && !process.env.PULUMI_STACK) return undefined;
  const { release } = readConfigFile(project, chosenConfigFile(project));
  return typeof release === "string" ? release : undefined;
}
