import { UserError } from "./errors.ts";
import { git } from "./git.ts";
import { compareVersions, parseVersion, type Version } from "./version.ts";

/** The repository's release tags, the newest version first. Other tags that begin with `main` are left out. */
export async function releaseTags(repository: string): Promise<Version[]> {
  const refs = (await git(repository, ["for-each-ref", "--format=%(refname:strip=2)", "refs/tags/main*"])).toString();
  return refs
    .split("\n")
    .flatMap((tag) => version(tag) ?? [])
    .sort((a, b) => compareVersions(b, a));
}

/** The first line of a tag's message. */
export async function tagSubject(repository: string, tag: string): Promise<string> {
  return (await git(repository, ["for-each-ref", "--format=%(contents:subject)", `refs/tags/${tag}`]))
    .toString()
    .trim();
}

function version(tag: string): Version | undefined {
  try {
    return parseVersion(tag);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
