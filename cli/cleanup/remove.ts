import { rmSync } from "node:fs";
import { join } from "node:path";
import { quote, Session } from "../../live/session.ts";
import type { Item } from "./plan.ts";

/** Removes from a host what the plan says, in a session of its own over the connection that is open. Returns what went. */
export async function removeOnHost(
  sshConfig: string,
  host: string,
  root: string,
  items: readonly Item[],
): Promise<Item[]> {
  const session = new Session(sshConfig, host);
  const gone: Item[] = [];
  try {
    for (const item of items) if ((await session.run(removeScript(root, item))).code === 0) gone.push(item);
  } finally {
    session.close();
  }
  return gone;
}

/** Docker itself refuses an image that a container was made from meanwhile; a deployment that began meanwhile has the lock. */
export function removeScript(root: string, { kind, remove = [] }: Item): string {
  const names = remove.map(quote).join(" ");
  if (kind === "image") {
    return `for name in ${names}; do docker image rm "$name" >/dev/null 2>&1 || :; done
for name in ${names}; do ! docker image inspect "$name" >/dev/null 2>&1 || exit 1; done`;
  }
  const [path = ""] = remove;
  const lock = kind === "leftover" ? `flock -n ${quote(`${path.split("/")[0]}/lock`)} ` : "";
  return `cd ${quote(root)}/.seisei && ${lock}rm -rf -- ${quote(path)}`;
}

/** Removes folders of the project. */
export function removeHere(project: string, items: readonly Item[]): void {
  for (const path of items.flatMap(({ remove = [] }) => remove)) rmSync(join(project, path), { recursive: true });
}
