import type { Release } from "../../release/release.ts";
import { git } from "../../release/git.ts";
import { compareVersions } from "../../release/version.ts";
import { releasesAt } from "../pack/releases-at.ts";
import type { ReleaseRule } from "../pack/rule.ts";

export const releaseOnBranch: ReleaseRule = {
  name: "release-on-branch",
  level: "mandatory",
  description:
    "Checks that a release is on the protected branch, or a hotfix: a branch that was cut from an earlier release of the same series.",
  source: "the release process's branch strategy: `main` is protected, `hotfix/*` for emergencies",
  settings: { branch: { type: "string", description: "The protected branch. Default: main" } },
  release: async ({ repository, releases }, { branch = "main" }) => {
    const refs = await lines(repository, [`refs/heads/${branch}`, `refs/remotes/*/${branch}`]);
    if (refs.length === 0) {
      return [
        `the branch ${branch}: expected it in this repository, got none, so no release could be checked; \`git fetch\``,
      ];
    }
    const problems = releases.map(async (release) => {
      if ((await lines(repository, [`--contains=${release.commit}`, ...refs])).length > 0) return [];
      if (await isHotfix(repository, release, refs)) return [];
      return [
        `${release.tag}: expected a commit of ${branch}, or of a branch cut from an earlier release ${series(release)}, got ${release.commit}, which is neither; merge it into ${branch} and tag the merge`,
      ];
    });
    return (await Promise.all(problems)).flat();
  },
};

const series = ({ version }: Release) => `main${version.major}.${version.minor}.*`;

/** Whether it left the protected branch at a commit that is itself an earlier release of its series. */
async function isHotfix(repository: string, { version, commit }: Release, refs: readonly string[]): Promise<boolean> {
  for (const ref of refs) {
    const [fork] = (await git(repository, ["merge-base", "--all", commit, ref], "", [0, 1])).toString().split("\n");
    if (!fork) continue; // no history in common
    const released = await releasesAt(repository, fork);
    if (
      released.some(
        (at) => at.major === version.major && at.minor === version.minor && compareVersions(at, version) < 0,
      )
    )
      return true;
  }
  return false;
}

async function lines(repository: string, patterns: readonly string[]): Promise<string[]> {
  return (await git(repository, ["for-each-ref", "--format=%(refname)", ...patterns]))
    .toString()
    .split("\n")
    .filter(Boolean);
}
