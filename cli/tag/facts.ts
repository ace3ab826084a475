import { UserError } from "../../release/errors.ts";
import { git } from "../../release/git.ts";
import { releaseTags } from "../../release/tags.ts";
import type { Version } from "../../release/version.ts";

/** What git knows that decides whether a tag may be made. Nothing is fetched. */
export interface Facts {
  /** Id of the commit that is checked out. */
  readonly head: string;
  /** Absent: no branch is checked out. */
  readonly branch?: string;
  /** The branch on the server that it follows, as `origin/main`: how many commits that one has more, and how many this. */
  readonly upstream?: { readonly name: string; readonly behind: number; readonly ahead: number };
  /** Where it is pushed to. */
  readonly remote: string;
  /** Paths with what is not committed. */
  readonly dirty: readonly string[];
  /** All releases, the newest version first. */
  readonly releases: readonly Version[];
  /** Those of them that the commit comes after, or is. */
  readonly reached: readonly Version[];
  /** The commit of the newest of them. */
  readonly lastCommit?: string;
}

/** @throws UserError when the repository has no commit */
export async function readFacts(repository: string): Promise<Facts> {
  const ask = async (...args: string[]) => (await git(repository, args)).toString().trim();
  const maybe = (...args: string[]) => ask(...args).catch(() => undefined);
  const head = await maybe("rev-parse", "--verify", "--quiet", "HEAD");
  if (head === undefined)
    throw new UserError(`${repository}: expected a commit, got a repository without one; commit first`);
  const branch = await maybe("symbolic-ref", "--quiet", "--short", "HEAD");
  const upstream = await maybe("rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}");
  const status = (await git(repository, ["status", "--porcelain", "-z", "--untracked-files=all"])).toString();
  const merged = new Set((await ask("tag", "--merged", head)).split("\n"));
  const releases = await releaseTags(repository);
  const reached = releases.filter(({ tag }) => merged.has(tag));
  return {
    head,
    ...(branch !== undefined && { branch }),
    ...(upstream !== undefined && {
      upstream: {
        name: upstream,
        behind: Number(await ask("rev-list", "--count", `HEAD..${upstream}`)),
        ahead: Number(await ask("rev-list", "--count", `${upstream}..HEAD`)),
      },
    }),
    remote: (branch && (await maybe("config", `branch.${branch}.remote`))) || "origin",
    dirty: status.split("\0").flatMap((entry) => (/^.. /.test(entry) ? [entry.slice(3)] : [])),
    releases,
    reached,
    ...(reached[0] && { lastCommit: await ask("rev-parse", `refs/tags/${reached[0].tag}^{commit}`) }),
  };
}
