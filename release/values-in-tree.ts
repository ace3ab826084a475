import { git } from "./git.ts";

/** Shorter values stand anywhere by chance. */
const SHORTEST = 6;

/**
 * Looks for values in every text file of releases, as they are. They reach git through its standard input only.
 * @param tags releases of the repository
 * @param values what to look for; of several lines the longest counts
 * @returns value → the first place, `file:line of tag`; values that stand nowhere are absent
 */
export async function valuesInTree(
  repository: string,
  tags: readonly string[],
  values: readonly string[],
): Promise<Map<string, string>> {
  const wanted = values
    .map((value) => [value, longestLine(value)] as const)
    .filter(([, line]) => line.length >= SHORTEST);
  const found = new Map<string, string>();
  if (wanted.length === 0) return found;
  const patterns = wanted.map(([, line]) => `${line}\n`).join("");
  const revisions = tags.map((tag) => `refs/tags/${tag}`);
  const output = await git(
    repository,
    ["grep", "-FInz", "--full-name", "-f", "-", ...revisions, "--", ":/"],
    patterns,
    [0, 1],
  );
  for (const line of output.toString().split("\n")) {
    const [place = "", number = "", text = ""] = line.split("\0");
    const [, tag, file] = /^refs\/tags\/([^:]+):(.*)$/s.exec(place) ?? [];
    if (file === undefined) continue;
    for (const [value, part] of wanted) {
      if (!found.has(value) && standsIn(text, part)) found.set(value, `${file}:${number} of ${tag}`);
    }
  }
  return found;
}

function longestLine(value: string): string {
  return value.split(/[\r\n]+/).reduce((longest, line) => (line.length > longest.length ? line : longest), "");
}

/** Whether a value is there by itself, and not as a part of a longer word. */
function standsIn(text: string, value: string): boolean {
  const word = /[\p{L}\p{N}_]/u;
  const inside = (a: string | undefined, b: string | undefined) =>
    a !== undefined && b !== undefined && word.test(a) && word.test(b);
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const end = at + value.length;
    if (!inside(text[at - 1], text[at]) && !inside(text[end - 1], text[end])) return true;
  }
  return false;
}
