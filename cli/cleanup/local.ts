import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { git } from "../../release/git.ts";
import { compareVersions, parseVersion } from "../../release/version.ts";
import type { Item } from "./plan.ts";
import { keepDays } from "./rules.ts";

const [exports, packages] = ["audit/runtime", "dist/releases"];

/** What can go in the project's own folder. */
export async function localPlan(project: string, now: Date): Promise<Item[]> {
  const oldest = now.getTime() - keepDays * 24 * 60 * 60 * 1000;
  const tracked = (await git(project, ["ls-files", "-z", "--", exports!])).toString().split("\0");
  const old = folders(join(project, exports!)).filter((name) => {
    const time = Date.parse(name.replace(/T(\d\d)-(\d\d)-(\d\d)Z$/, "T$1:$2:$3Z"));
    return time < oldest && !tracked.some((path) => path.startsWith(`${exports}/${name}/`));
  });
  const releases = folders(join(project, packages!)).filter((name) => /^main\d+\.\d+(\.\d+)?$/.test(name));
  const beyond = releases.sort((a, b) => compareVersions(parseVersion(b), parseVersion(a))).slice(2);
  const stale = beyond.filter((name) => statSync(join(project, packages!, name)).mtimeMs < oldest);
  const item = (kind: Item["kind"], path: string): Item => {
    return { kind, subject: path, bytes: bytesOf(join(project, path)), remove: [path] };
  };
  return [
    ...old.map((name) => item("export", `${exports}/${name}`)),
    ...stale.map((name) => item("package", `${packages}/${name}`)),
  ];
}

function folders(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function bytesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
