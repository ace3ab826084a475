import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { git } from "../../release/git.ts";
import type { TagTree } from "./tag-tree.ts";

const samples = /\.(?:example|sample|template|dist)$/;

/** Which files of a tag's tree a release is made without: path → why. */
export async function leftOut(repository: string, { commit, entries }: TagTree): Promise<ReadonlyMap<string, string>> {
  const ignored = await exportIgnored(repository, commit, entries);
  return new Map(
    entries.flatMap(({ mode, path }): [string, string][] => {
      const name = basename(path);
      if (mode === "160000") return [[path, "a submodule: its files are in another repository"]];
      if (/^\.env(?:\.|$)/.test(name) && !samples.test(name)) return [[path, "a file for secrets"]];
      return ignored(path) ? [[path, "export-ignore in .gitattributes"]] : [];
    }),
  );
}

/**
 * What the tree's own .gitattributes call export-ignore, for a file or for a folder above it. Git is asked in an empty
 * repository that only borrows the objects: attributes and settings of this clone and this machine play no part.
 */
async function exportIgnored(
  repository: string,
  commit: string,
  entries: TagTree["entries"],
): Promise<(path: string) => boolean> {
  if (!entries.some(({ path }) => basename(path) === ".gitattributes")) return () => false;
  const [objects = "", format = ""] = (
    await git(repository, ["rev-parse", "--path-format=absolute", "--git-path", "objects", "--show-object-format"])
  )
    .toString()
    .split("\n");
  const folder = await mkdtemp(join(tmpdir(), "seisei-attributes-"));
  const environment = {
    PATH: process.env.PATH,
    GIT_DIR: folder,
    GIT_OBJECT_DIRECTORY: objects,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_ATTR_NOSYSTEM: "1",
  };
  try {
    await run(["init", "--quiet", "--bare", `--object-format=${format}`, folder], environment);
    await run(["read-tree", commit], environment);
    const paths = [...new Set(entries.flatMap(({ path }) => [...foldersOf(path), path]))];
    const answer = await run(["check-attr", "--cached", "--stdin", "-z", "export-ignore"], environment, paths);
    const fields = answer.split("\0");
    const ignored = new Set<string>();
    for (let at = 0; at + 2 < fields.length; at += 3) if (fields[at + 2] === "set") ignored.add(fields[at]!);
    return (path) => ignored.has(path) || foldersOf(path).some((above) => ignored.has(above));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The folders above a path, each with the slash by which git knows a folder. */
const foldersOf = (path: string) => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1));

function run(args: string[], env: NodeJS.ProcessEnv, input: readonly string[] = []): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env, maxBuffer: Number.POSITIVE_INFINITY };
    const child = execFile("git", args, options, (error, stdout) => (error ? reject(error) : resolve(stdout)));
    child.stdin!.on("error", () => {}); // git ended early: its exit code says why
    child.stdin!.end(input.map((path) => `${path}\0`).join(""));
  });
}
