import { every } from "./every.ts";
import { isSecretValue } from "./judge.ts";
import type { Match, Source } from "./match.ts";
import { nameStrength } from "./names.ts";
import { isHarmless, isSentence } from "./values.ts";

/** `| NAME | value |` */
const row =
  /^[ \t]{0,8}\|[ \t]*[`*]{0,3}([A-Za-z_][\w.-]{2,60})[`*]{0,3}[ \t]*\|[ \t]*[`*]{0,3}([^|\s`]{4,300}?)[`*]{0,3}[ \t]*\|/gm;

/** Tables: the columns of CSV and Markdown files whose head tells, PostgreSQL's .pgpass, Redis's ACL, PgBouncer's userlist.txt. */
export function tables({ file, text }: Source): Match[] {
  const matches: Match[] = [];
  if (/\.csv$|\.tsv$/i.test(file)) columns(text, 0, text.length, /\.tsv$/i.test(file) ? "\t" : ",", matches);
  let end = 0;
  for (const head of text.matchAll(/^[ \t]*\|.{0,1000}\r?\n[ \t]*\|[ \t:|-]{3,1000}\r?\n/gm)) {
    if (head.index < end) continue; // a row of the table before
    end = head.index + head[0].length;
    while (end < text.length && /^[ \t]{0,100}\|/.test(text.slice(end, end + 101)))
      end = text.indexOf("\n", end) + 1 || text.length + 1;
    columns(text, head.index, Math.min(end, text.length), "|", matches);
  }
  for (const found of text.includes("|") ? every(text, row) : []) {
    const [line, name, value] = found as unknown as [string, string, string];
    const strength = nameStrength(name);
    if (strength === undefined || !isSecretValue(value, { strength, name, format: "prose", quoted: false })) continue;
    const start = found.index + line.lastIndexOf(value);
    matches.push({ rule: "assigned-secret", start, end: start + value.length, name });
  }
  if (/pgpass/.test(file)) {
    for (const { index, 0: line, 1: value } of text.matchAll(/^(?!#)(?:[^:\n]{1,200}:){4}([^\n\r]{3,200})/gm)) {
      if (!isHarmless(value!))
        matches.push({
          rule: "assigned-password",
          start: index + line.length - value!.length,
          end: index + line.length,
        });
    }
  }
  for (const { index, 0: line, 1: value } of text.matchAll(
    /^\s{0,8}user[ \t]+\S{1,64}[ \t][^\n>]{0,100}>([^\s]{3,200})/gm,
  )) {
    if (!isHarmless(value!))
      matches.push({ rule: "assigned-password", start: index + line.length - value!.length, end: index + line.length }); // Redis's ACL
  }
  if (/userlist/.test(file)) {
    for (const { index, 0: line, 1: value } of text.matchAll(/^"[^"\n]{1,100}"[ \t]+"([^"\n]{3,300})"/gm)) {
      if (!isHarmless(value!))
        matches.push({
          rule: "assigned-password",
          start: index + line.length - 1 - value!.length,
          end: index + line.length - 1,
        });
    }
  }
  return matches;
}

function columns(text: string, from: number, to: number, separator: string, matches: Match[]): void {
  const lines = text.slice(from, to).split("\n");
  const secret = lines[0]!.split(separator).map((cell) => {
    const name = cell.trim().replace(/["*`]/g, "");
    return (
      name.length < 60 && name.split(/\s+/).length < 4 && ["password", "secret"].includes(nameStrength(name) ?? "")
    );
  });
  if (!secret.includes(true)) return;
  let at = from + lines[0]!.length + 1;
  for (const line of lines.slice(1)) {
    let cellAt = at;
    for (const [index, cell] of line.split(separator).entries()) {
      const value = cell.trim().replace(/^["`*]+|["`*]+$/g, "");
      if (secret[index] && value.length > 3 && !isHarmless(value) && !isSentence(value) && /[\d!@#$%^&*]/.test(value)) {
        const start = cellAt + cell.indexOf(value);
        matches.push({ rule: "assigned-password", start, end: start + value.length });
      }
      cellAt += cell.length + 1;
    }
    at += line.length + 1;
  }
}
