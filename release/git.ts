import { spawn } from "node:child_process";
import { UserError } from "./errors.ts";

export interface GitObject {
  readonly id: string;
  readonly type: "blob" | "tree" | "commit" | "tag";
  readonly content: Buffer;
}

export interface TreeEntry {
  /** "100644", "100755", "120000" (symbolic link), "160000" (submodule), "040000" (folder) */
  readonly mode: string;
  readonly id: string;
  /** From the top of the repository. */
  readonly path: string;
}

/**
 * Runs git in the repository and returns what it printed.
 * @param accepted exit codes that are an answer
 * @throws UserError with git's own words when it fails
 */
export function git(
  repository: string,
  args: string[],
  input = "",
  accepted: readonly (number | null)[] = [0],
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["-C", repository, ...args], { env: gitEnvironment() });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.stderr.on("data", (chunk) => err.push(chunk));
    child.on("error", (error) => reject(new UserError(`git: could not be started (${error.message}); install git`)));
    child.on("close", (code) => {
      if (accepted.includes(code)) return resolve(Buffer.concat(out));
      const reason = Buffer.concat(err).toString().trim() || `exit code ${code}`;
      reject(new UserError(`${repository}: git ${args[0]} failed: ${reason}`));
    });
    child.stdin.on("error", () => {}); // git ended early: its exit code says why
    child.stdin.end(input);
  });
}

/** Inside a git hook these variables would lead git to another repository than the one that was named. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const { GIT_DIR: _d, GIT_WORK_TREE: _w, GIT_INDEX_FILE: _i, GIT_PREFIX: _p, ...rest } = process.env;
  return rest;
}

/** Reads many objects with one process. Names that git does not know are absent from the answer. */
export async function readObjects(repository: string, names: readonly string[]): Promise<Map<string, GitObject>> {
  const objects = new Map<string, GitObject>();
  if (names.length === 0) return objects;
  const output = await git(repository, ["cat-file", "--batch"], names.map((name) => `${name}\n`).join(""));
  let at = 0;
  for (const name of names) {
    const end = output.indexOf(10, at);
    const header = output.toString("utf8", at, end);
    at = end + 1;
    const match = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d+)$/.exec(header);
    if (match === null) continue; // "<name> missing"
    const size = Number(match[3]);
    const content = output.subarray(at, at + size);
    objects.set(name, { id: match[1]!, type: match[2] as GitObject["type"], content });
    at += size + 1;
  }
  return objects;
}

/** Every file and folder at or below `paths` in the tree of `revision`, in git's order. */
export async function listTree(repository: string, revision: string, paths: string[]): Promise<TreeEntry[]> {
  const output = await git(repository, ["ls-tree", "-r", "-t", "-z", "--full-tree", revision, "--", ...paths]);
  return output
    .toString()
    .split("\0")
    .filter((line) => line !== "")
    .map((line) => {
      const tab = line.indexOf("\t");
      const [mode = "", , id = ""] = line.slice(0, tab).split(" ");
      return { mode, id, path: line.slice(tab + 1) };
    });
}

/** Ids are hashes of the content, so a blob once read holds for every repository and release of this process. */
const blobs = new Map<string, Buffer>();

/** The content of blobs by id; asks git only for those that this process has not read yet. */
export async function readBlobs(repository: string, ids: Iterable<string>): Promise<(id: string) => Buffer> {
  const wanted = [...new Set(ids)].filter((id) => !blobs.has(id));
  const read = await readObjects(repository, wanted);
  for (const [id, { content }] of read) blobs.set(id, content);
  const lost = wanted.filter((id) => !read.has(id));
  if (lost.length > 0) {
    throw new UserError(
      `${repository}: expected git object ${lost[0]}, got none; run \`git fetch\`, then \`git fsck\``,
    );
  }
  return (id) => blobs.get(id)!;
}
