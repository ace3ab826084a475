import { git } from "../../release/git.ts";
import { parseVersion, type Version } from "../../release/version.ts";

/** The releases whose annotated tag names this commit. */
export async function releasesAt(repository: string, commit: string): Promise<Version[]> {
  const format = "--format=%(objecttype) %(refname:strip=2)";
  const refs = await git(repository, ["for-each-ref", format, `--points-at=${commit}`, "refs/tags/main*"]);
  return refs
    .toString()
    .split("\n")
    .flatMap((line) => {
      const tag = /^tag (main\d+\.\d+(?:\.\d+)?)$/.exec(line)?.[1];
      return tag === undefined ? [] : [parseVersion(tag)];
    });
}
