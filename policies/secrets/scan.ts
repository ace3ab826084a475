import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, type Stats, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { pieceBytes, streamBlobs } from "../../release/blob-stream.ts";
import { git, listTree } from "../../release/git.ts";
import type { Allow } from "./allow.ts";
import type { SecretFinding } from "./find.ts";
import { PieceScan, scanFile } from "./scan-file.ts";
import { ScanMany } from "./scan-many.ts";
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

export const emptyScan = (): Scan => ({ findings: [], files: 0, binary: 0, notes: [], errors: [] });

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
  const files: string[] = [];
  for (const file of list.toString().split("\0").slice(0, -1)) {
    const path = repository === process.cwd() ? file : join(repository, file);
    const stats = lstatSync(path, { throwIfNoEntry: false }); // deleted, and not yet committed
    if (stats) attempt(path, scan, () => visit(path, stats, tree, scan, (file) => files.push(file)));
  }
  const many = new ScanMany(allow);
  try {
    for (const path of files) {
      let small: Buffer | undefined;
      attempt(path, scan, () => {
        if (statSync(path).size > pieceBytes) lookAt(path, scan, allow);
        else small = readFileSync(path);
      });
      if (small === undefined) continue;
      if (encodingOf(small) === undefined) scan.binary++;
      else {
        scan.files++;
        await many.add(path, small);
      }
    }
    scan.findings.push(...(await many.end()));
  } finally {
    await many.stop();
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
  const many = new ScanMany(allow);
  try {
    for await (const { entry, size, pieces } of streamBlobs(repository, entries)) {
      await scanBlob(entry.path, size, pieces, scan, many, allow);
    }
    scan.findings.push(...(await many.end()));
  } finally {
    await many.stop();
  }
  return scan;
}

/**
 * Looks at a blob while it is read: at a small one with many others, at a larger one piece by piece.
 * @param seen is given each piece too
 */
export async function scanBlob(
  path: string,
  size: number,
  pieces: AsyncIterable<Buffer>,
  scan: Scan,
  many: ScanMany,
  allow?: Allow,
  seen: (piece: Buffer) => Promise<void> | void = () => {},
): Promise<void> {
  const large = size > pieceBytes ? new PieceScan(path, allow) : undefined;
  let binary = false;
  for await (const piece of pieces) {
    await seen(piece);
    if (large) large.add(piece);
    else if (encodingOf(piece) === undefined) binary = true;
    else await many.add(path, piece);
  }
  if (binary || large?.binary) scan.binary++;
  else scan.files++;
  scan.findings.push(...(large?.end() ?? []));
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
