import { throwProblems, UserError } from "./errors.ts";
import { listTree, readBlobs, readObjects, type TreeEntry } from "./git.ts";
import { ADDONS_LOCK, COMPOSE_LOCK, IMAGES_LOCK, parseHashLock, parseImagesLock } from "./locks.ts";
import { orderStacks } from "./order.ts";
import { readStackContent, type StackContent } from "./stack-content.ts";
import { type Locks, stackRelease } from "./stack-release.ts";
import { releaseTags } from "./tags.ts";
import type { Release, StackRelease } from "./types.ts";
import { parseVersion, type Version } from "./version.ts";

export type { Release, ServiceRelease, StackDefinition, StackRelease, TrackedFile } from "./types.ts";

/**
 * Reads a release from the git objects that an annotated tag names; the work tree plays no part.
 * @param repository folder of the git repository
 * @param tag `main1.0.1`
 * @param only the stacks that are wanted (a pin wants one); absent: all of them, and their `after` must give an order
 * @throws UserError with every mistake of the wanted stacks
 */
export async function openRelease(repository: string, tag: string, only?: readonly string[]): Promise<Release> {
  const version = parseVersion(tag);
  const tree = listTree(repository, `refs/tags/${tag}`, releasedPaths);
  tree.catch(() => {}); // a tag that is not there is told better by readTag, which runs beside it
  const commit = await readTag(repository, tag);
  return openTree(repository, version, commit, await tree, only);
}

/**
 * Reads what a commit is as a release, without its tag.
 * @param version the release that it would be, or was
 * @throws UserError as `openRelease` does
 */
export async function openCommit(
  repository: string,
  commit: string,
  version: Version,
  only?: readonly string[],
): Promise<Release> {
  return openTree(repository, version, commit, await listTree(repository, commit, releasedPaths), only);
}

const releasedPaths = ["stacks", "audit/locks"];

async function openTree(
  repository: string,
  version: Version,
  commit: string,
  entries: readonly TreeEntry[],
  only?: readonly string[],
): Promise<Release> {
  const { tag } = version;
  const blob = await readBlobs(
    repository,
    entries.filter(isFile).map(({ id }) => id),
  );
  const locks = readLocks(entries, blob);
  const folders = stackFolders(entries);
  const opened = new Map<string, StackRelease>();

  const stack = (name: string): StackRelease => {
    const folder = folders.get(name);
    if (folder === undefined) {
      const names = [...folders.keys()].join(", ");
      throw new UserError(
        `${tag}: expected one of its stacks (${names}), got ${JSON.stringify(name)}; correct the name`,
      );
    }
    const known = opened.get(name);
    if (known !== undefined) return known;
    const made = stackRelease(name, tag, commit, contentOf(name, folder, blob), locks);
    opened.set(name, made);
    return made;
  };

  const problems = [...locks.problems];
  if (folders.size === 0)
    problems.push(`${tag}: expected stacks/<name>/ with at least one stack, got none; tag another commit`);
  const wanted = (only ?? [...folders.keys()]).flatMap((name) => collect(problems, () => stack(name)));
  throwProblems(problems);
  if (only === undefined) orderStacks(wanted);
  return { tag, version, commit, stackNames: [...folders.keys()], stack };
}

function collect<T>(problems: string[], make: () => T): T[] {
  try {
    return [make()];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(error.message);
    return [];
  }
}

/** The commit that an annotated tag points to. @throws UserError when the tag is missing or not annotated */
export async function readTag(repository: string, tag: string): Promise<string> {
  const name = `refs/tags/${tag}`;
  const objects = await readObjects(repository, [name, `${name}^{commit}`]);
  const found = objects.get(name);
  const commit = objects.get(`${name}^{commit}`);
  if (found === undefined) throw new UserError(await unknownTag(repository, tag));
  if (found.type !== "tag") {
    throw new UserError(
      `${tag}: expected an annotated tag, which says who released what, got a lightweight one; make it again with \`git tag -a -f ${tag} ${tag}\``,
    );
  }
  if (commit === undefined)
    throw new UserError(`${tag}: expected a tag of a commit, got one of something else; tag a commit`);
  return commit.id;
}

async function unknownTag(repository: string, tag: string): Promise<string> {
  const last = (await releaseTags(repository)).slice(0, 5);
  const known =
    last.length === 0 ? "there is no release yet" : `the last ones are ${last.map((v) => v.tag).join(", ")}`;
  return `${tag}: expected a tag of this repository, got one that it has not (${known}); \`git fetch --tags\`, or name another release`;
}

function isFile({ mode }: TreeEntry): boolean {
  return mode === "100644" || mode === "100755";
}

interface StackFolder {
  /** Id of the folder's tree: the same id is the same content. */
  readonly tree: string;
  readonly entries: TreeEntry[];
}

/** The folders directly below stacks/. */
function stackFolders(entries: readonly TreeEntry[]): Map<string, StackFolder> {
  const folders = new Map<string, StackFolder>();
  for (const entry of entries) {
    const [top, name, ...rest] = entry.path.split("/");
    if (top !== "stacks" || name === undefined) continue;
    if (rest.length > 0) {
      if (entry.mode !== "040000") folders.get(name)?.entries.push(entry);
    } else if (entry.mode === "040000") folders.set(name, { tree: entry.id, entries: [] });
  }
  return folders;
}

const contents = new Map<string, StackContent>();

/** Parses a folder once in a process, however many releases have it. */
function contentOf(name: string, { tree, entries }: StackFolder, blob: (id: string) => Buffer): StackContent {
  const key = `${name} ${tree}`;
  const content = contents.get(key) ?? readStackContent(name, `stacks/${name}`, entries, blob);
  contents.set(key, content);
  return content;
}

function readLocks(entries: readonly TreeEntry[], blob: (id: string) => Buffer): Locks {
  const problems: string[] = [];
  const text = (file: string) => {
    const entry = entries.find((candidate) => candidate.path === file && isFile(candidate));
    return entry === undefined ? "" : blob(entry.id).toString();
  };
  return {
    images: parseImagesLock(text(IMAGES_LOCK) || "{}", problems),
    compose: parseHashLock(COMPOSE_LOCK, text(COMPOSE_LOCK), problems),
    modules: parseHashLock(ADDONS_LOCK, text(ADDONS_LOCK), problems),
    problems,
  };
}
