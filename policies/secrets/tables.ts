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
  if (/sasl_passwd/.test(file)) {
    for (const { index, 0: line, 1: value } of text.matchAll(/^[^#\s]\S{0,200}[ \t]+[^\s:]{1,100}:(\S{3,200})/gm)) {
      const end = index + line.length;
      if (!isHarmless(value!)) matches.push({ rule: "assigned-password", start: end - value!.length, end }); // Postfix
    }
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
  const bare = (cell = "") => cell.trim().replace(/["*`]/g, "");
  const titles = lines[0]!.split(separator).map(bare);
  const secret = titles.map(
    (title) =>
      title.length < 60 && title.split(/\s+/).length < 4 && ["password", "secret"].includes(nameStrength(title) ?? ""),
  );
  const nameColumn = titles.findIndex((title) => /^(?:key|name|variable|setting|parameter)$/i.test(title));
  const valueColumn = nameColumn < 0 ? -1 : titles.findIndex((title) => /^value$/i.test(title));
  if (!secret.includes(true) && valueColumn < 0) return;
  let at = from + lines[0]!.length + 1;
  for (const line of lines.slice(1)) {
    let cellAt = at;
    const cells = line.split(separator);
    const name = bare(cells[nameColumn]);
    const strength = valueColumn < 0 ? undefined : nameStrength(name);
    for (const [index, cell] of cells.entries()) {
      const value = cell.trim().replace(/^["`*]+|["`*]+$/g, "");
      const found = secret[index]
        ? value.length > 3 && !isHarmless(value) && !isSentence(value) && /[\d!@#$%^&*]/.test(value)
        : index === valueColumn && strength && isSecretValue(value, { strength, name, format: "prose", quoted: true });
      if (found) {
        const start = cellAt + cell.indexOf(value);
        matches.push({ rule: "assigned-password", start, end: start + value.length });
      }
      cellAt += cell.length + 1;
    }
    at += line.length + 1;
  }
}
