import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { git, type TreeEntry } from "../../release/git.ts";
import { readStackContent, type StackContent } from "../../release/stack-content.ts";

/** The stacks as the next commit would have them: files that git tracks or would add, with what is on the disk now. */
export async function readWorkTree(repository: string): Promise<Map<string, StackContent>> {
  const listed = await git(repository, [
    "ls-files",
    "-z",
    "--cached",
    "--others",
    "--exclude-standard",
    "--",
    "stacks",
  ]);
  const folders = new Map<string, TreeEntry[]>();
  for (const path of new Set(listed.toString().split("\0"))) {
    const [, name, ...rest] = path.split("/");
    if (name === undefined || rest.length === 0 || !existsSync(join(repository, path))) continue;
    const entries = folders.get(name) ?? [];
    entries.push({ mode: mode(join(repository, path)), id: path, path });
    folders.set(name, entries);
  }
  const blob = (path: string) => readFileSync(join(repository, path));
  return new Map(
    [...folders].sort().map(([name, entries]) => [name, readStackContent(name, `stacks/${name}`, entries, blob)]),
  );
}

function mode(path: string): string {
  const status = lstatSync(path);
  if (status.isSymbolicLink()) return "120000";
  if (status.isDirectory()) return "160000"; // git lists a folder only when it is another repository
  return status.mode & 0o100 ? "100755" : "100644";
}
