import { quote } from "../../live/session.ts";

/** What `sha256sum -z` writes, as hash by path. */
export function parseHashes(text: string): Map<string, string> {
  const lines = text.split("\0").filter((line) => line !== "");
  return new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

/**
 * Paths end with a zero byte, so they may hold any other. `-exec … +` fails when one file fails; a pipe would not.
 * @param root the folder on the host that holds `stacks/`; what is not there is no error: the drift report misses it
 */
export function composeHashScript(root: string): string {
  return `cd ${quote(root)} 2>/dev/null && [ -d stacks ] || exit 0
find stacks -mindepth 2 -maxdepth 2 -name docker-compose.yml -type f -exec sha256sum -z -- {} +`;
}
