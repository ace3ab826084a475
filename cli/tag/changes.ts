import { UserError } from "../../release/errors.ts";
import { git, listTree } from "../../release/git.ts";
import { openCommit, openRelease } from "../../release/release.ts";
import type { Version } from "../../release/version.ts";
import { type StackChange, stackChanges } from "../plan/stack-changes.ts";

/** A commit of one parent since the last release. */
export interface Commit {
  /** Short. */
  readonly id: string;
  readonly subject: string;
  /** The stacks whose folder it touches, sorted. */
  readonly stacks: readonly string[];
}

/** The newest first. @param last absent: all commits */
export async function commitsSince(repository: string, last: Version | undefined, head: string): Promise<Commit[]> {
  const range = last === undefined ? head : `refs/tags/${last.tag}..${head}`;
  const log = await git(repository, ["log", "--no-merges", "-z", "--format=%x01%h %s", "--name-only", range, "--"]);
  const records = log.toString().split("\x01").slice(1);
  return records.map((record) => {
    const [line = "", ...paths] = record.split(/[\0\n]+/);
    const stacks = paths.flatMap((path) => /^stacks\/([^/]+)\//.exec(path)?.[1] ?? []);
    const space = line.indexOf(" ");
    return { id: line.slice(0, space), subject: line.slice(space + 1), stacks: [...new Set(stacks)].sort() };
  });
}

/** Names of the stacks that one tree has and the other has not. */
export async function stackNames(
  repository: string,
  last: Version | undefined,
  head: string,
): Promise<{ added: string[]; removed: string[] }> {
  const names = async (revision: string) =>
    (await listTree(repository, revision, ["stacks"])).flatMap(
      ({ mode, path }) => (mode === "040000" && /^stacks\/([^/]+)$/.exec(path)?.[1]) || [],
    );
  const now = await names(head);
  const before = last === undefined ? [] : await names(`refs/tags/${last.tag}`);
  return {
    added: now.filter((name) => !before.includes(name)),
    removed: before.filter((name) => !now.includes(name)),
  };
}

/**
 * What changes in each stack, and why it cannot be told when the last release has mistakes by today's rules.
 * @throws UserError with every mistake of the commit
 */
export async function changesSince(
  repository: string,
  last: Version | undefined,
  head: string,
  next: Version,
): Promise<{ changes: StackChange[]; note?: string }> {
  const after = await openCommit(repository, head, next);
  if (last === undefined) return { changes: stackChanges({ ...after, stackNames: [] }, after) };
  try {
    return { changes: stackChanges(await openRelease(repository, last.tag), after) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { changes: [], note: `${last.tag} cannot be compared, so only commits are listed:\n${error.message}` };
  }
}
