import { findMatches, placesOf } from "./find.ts";
import { textOf } from "./text.ts";

/**
 * The secrets of a file that another version of it does not have: what git has already is not told again.
 * @param known the other version; one without secrets when it is absent
 * @returns each with its line, from 1, and its rule
 */
export function newSecrets(file: string, content: Buffer, known?: Buffer): { line: number; rule: string }[] {
  const text = textOf(content);
  if (text === undefined) return [];
  const before = `\n${(known && textOf(known)) ?? ""}\n`;
  const place = placesOf(text);
  return findMatches(file, text).flatMap(({ rule, start, end }) => {
    const from = text.lastIndexOf("\n", start - 1) + 1;
    const to = text.indexOf("\n", end);
    const lines = text.slice(from, to < 0 ? text.length : to);
    return before.includes(`\n${lines}\n`) ? [] : [{ line: place(start).line, rule }];
  });
}
