import { posix } from "node:path";
import { allMatches, withoutOverlaps } from "../../policies/secrets/find.ts";
import type { TagEntry } from "./tag-tree.ts";

/** File names that hold a token, or a password after its name; the finding does not. */
export function secretNames(entries: readonly TagEntry[]): string[] {
  const list = entries.map(({ path }) => path.replaceAll("\n", " ")).join("\n"); // at once: a hundred rules start once
  const found = allMatches("names.txt", list).filter(({ start, end }) => !list.slice(start, end).includes("\n"));
  return withoutOverlaps(found, list.length).map(({ rule, start, end }) => {
    const before = list.slice(list.lastIndexOf("\n", start) + 1, start);
    const [after = ""] = list.slice(end).split("\n", 1);
    return `${before}[secret]${after}: a secret in a file's name (${rule}); change the secret, then rename the file`;
  });
}

/** Names that cannot be the same on every machine. */
export function unreadableNames(entries: readonly TagEntry[]): string[] {
  const wrong = entries.filter(({ path }) => path.includes("\ufffd"));
  return wrong.map(({ path }) => `${path}: expected a file's name in UTF-8, got other bytes; rename it`);
}

/** Why a link may not be packed; undefined when it leads to something inside the tree. */
export function linkOut(path: string, target: string): string | undefined {
  const end = posix.isAbsolute(target) ? target : posix.join(posix.dirname(path), target);
  if (!posix.isAbsolute(target) && !end.startsWith("../") && end !== "..") return undefined;
  return `${path}: expected a link inside the tree, got one to ${target}; put the file itself there, or remove the link`;
}
