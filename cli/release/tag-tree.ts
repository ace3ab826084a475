import { git, readObjects } from "../../release/git.ts";
import { readTag } from "../../release/release.ts";
import { parseVersion } from "../../release/version.ts";

/** A file, a link or a submodule of a tag's tree. */
export interface TagEntry {
  /** "100644", "100755", "120000" (symbolic link), "160000" (submodule) */
  readonly mode: string;
  readonly id: string;
  /** Bytes. */
  readonly size: number;
  /** From the top of the repository. */
  readonly path: string;
}

/** What an annotated tag names, read from git's objects; the work tree plays no part. */
export interface TagTree {
  readonly tag: string;
  /** Id of the tag's own object: another one is another tag of the same name. */
  readonly id: string;
  readonly commit: string;
  /** When it was tagged. */
  readonly time: Date;
  /** Sorted by the bytes of their paths. */
  readonly entries: readonly TagEntry[];
}

/** @throws UserError when the tag is no version, is missing, or is not annotated */
export async function readTagTree(repository: string, tag: string): Promise<TagTree> {
  parseVersion(tag);
  const commit = await readTag(repository, tag);
  const name = `refs/tags/${tag}`;
  const object = (await readObjects(repository, [name])).get(name)!;
  const seconds = /^tagger .* (\d+) [-+]\d{4}$/m.exec(object.content.toString())?.[1] ?? "0";
  const list = await git(repository, ["ls-tree", "-r", "-l", "-z", "--full-tree", commit]);
  const lines = list.toString().split("\0").slice(0, -1);
  return { tag, id: object.id, commit, time: new Date(Number(seconds) * 1000), entries: lines.map(entryOf) };
}

function entryOf(line: string): TagEntry {
  const tab = line.indexOf("\t");
  const [mode = "", , id = "", size] = line.slice(0, tab).split(/ +/);
  return { mode, id, size: Number(size) || 0, path: line.slice(tab + 1) };
}
