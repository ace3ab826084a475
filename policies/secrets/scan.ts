import { lstatSync, readdirSync, readlinkSync, realpathSync, type Stats, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { git, listTree, readObjects } from "../../release/git.ts";
import type { Allow } from "./allow.ts";
import { findSecrets, type SecretFinding } from "./find.ts";
import { scanFile } from "./scan-file.ts";
import { encodingOf } from "./text.ts";

export interface Scan {
  readonly findings: SecretFinding[];
  /** Files that were looked at. */
  files: number;
  /** Files that were not, because they are binary. */
  binary: number;
  /** What is left out on purpose, as sentences: links out of the tree. */
  readonly notes: string[];
  /** What could not be read, as sentences. */
  readonly errors: string[];
}

const emptyScan = (): Scan => ({ findings: [], files: 0, binary: 0, notes: [], errors: [] });

/** Contents of git and of npm, which are no part of what a project releases. */
const leftOut = new Set([".git", "node_modules"]);

/** The secrets in files and in everything below folders. Links are not followed: what they lead to is looked at once, where it is. */
export function scanPaths(paths: readonly string[], allow?: Allow): Scan {
  const scan = emptyScan();
  visitPaths(paths, scan, (path) => lookAt(path, scan, allow));
  return scan;
}

/**
 * Looks at files and at every file below folders, except those of git and of npm; links are not followed.
 * @param told takes the links out of the tree as notes, and what could not be read as errors
 */
export function visitPaths(paths: readonly string[], told: Told, look: (path: string) => void): void {
  for (const path of paths) {
    attempt(path, told, () => {
      const tree = realpathSync(path);
      visit(path, statSync(path), statSync(path).isDirectory() ? tree : dirname(tree), told, look);
    });
  }
}

/** The secrets in the files that git tracks in a work tree, and in new ones that it does not ignore. */
export async function scanWorkTree(repository: string, allow?: Allow): Promise<Scan> {
  const list = await git(repository, ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]);
  const scan = emptyScan();
  const tree = realpathSync(repository);
  for (const file of list
    .toString()
    .split("\0")
    .filter((name) => name !== "")) {
    const path = repository === process.cwd() ? file : join(repository, file);
    const stats = lstatSync(path, { throwIfNoEntry: false }); // deleted, and not yet committed
    if (stats) attempt(path, scan, () => visit(path, stats, tree, scan, (file) => lookAt(file, scan, allow)));
  }
  return scan;
}

/**
 * The secrets in the tree of a revision, read from git's objects.
 * @param paths files and folders from the top of the repository; none: all
 * @throws UserError when git does not know the revision
 */
export async function scanRevision(
  repository: string,
  revision: string,
  paths: readonly string[] = [],
  allow?: Allow,
): Promise<Scan> {
  const scan = emptyScan();
  const entries = (await listTree(repository, revision, [...paths])).filter(({ mode }) => mode.startsWith("100"));
  for (let at = 0; at < entries.length; at += 500) {
    const batch = entries.slice(at, at + 500);
    const objects = await readObjects(
      repository,
      batch.map(({ id }) => id),
    );
    for (const { id, path } of batch) {
      const object = objects.get(id);
      if (object === undefined) scan.errors.push(`${path}: expected git object ${id}, got none; run \`git fsck\``);
      else if (encodingOf(object.content) === undefined) scan.binary++;
      else {
        scan.files++;
        scan.findings.push(...findSecrets(path, object.content, allow));
      }
    }
  }
  return scan;
}

type Told = Pick<Scan, "notes" | "errors">;

function visit(path: string, stats: Stats, tree: string, told: Told, look: (path: string) => void): void {
  if (stats.isDirectory()) {
    for (const name of readdirSync(path).sort()) {
      if (leftOut.has(name)) continue;
      const below = join(path, name);
      attempt(below, told, () => visit(below, lstatSync(below), tree, told, look));
    }
  } else if (stats.isSymbolicLink()) {
    const target = resolve(realpathSync(dirname(path)), readlinkSync(path));
    if (relative(tree, target).startsWith(".."))
      told.notes.push(`${path}: a link out of the tree, to ${target}; not followed`);
  } else if (stats.isFile()) look(path);
}

function lookAt(path: string, scan: Scan, allow: Allow | undefined): void {
  const findings = scanFile(path, allow);
  if (findings === undefined) scan.binary++;
  else {
    scan.files++;
    scan.findings.push(...findings);
  }
}

/** Collects what cannot be read; a defect of the program stays one. */
function attempt(path: string, told: Told, look: () => void): void {
  try {
    look();
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    const reason = code === "ENOENT" ? "there is no such file or folder" : message;
    told.errors.push(`${path}: could not be read (${reason})`);
  }
}
