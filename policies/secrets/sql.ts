import { every } from "./every.ts";
import { isSecretValue } from "./judge.ts";
import type { Match, Source } from "./match.ts";
import { nameStrength } from "./names.ts";
import { isHarmless } from "./values.ts";

const quotedValue = String.raw`(?:'((?:[^'\\\n]|''|\\.){3,200})'|"((?:[^"\\\n]|\\.){3,200})")`;
/** PostgreSQL, MySQL, SQL Server, Oracle: what follows PASSWORD or IDENTIFIED BY. */
const clause = new RegExp(
  String.raw`\b(?:(?:ENCRYPTED|UNENCRYPTED|WITH)\s+)?(?:PASSWORD|IDENTIFIED(?:\s+WITH\s+\S+)?\s+(?:BY|AS)(?:\s+PASSWORD)?)\s{0,3}(?:=\s{0,3}|\(\s{0,3})?(?:N)?${quotedValue}`,
  "gi",
);
const hashed = new RegExp(
  String.raw`\b(?:crypt|encrypt|pgp_sym_encrypt|pgp_sym_decrypt|hashbytes|hmac|password)\s?\(\s?${quotedValue}`,
  "gi",
);
/** A row of settings: a telling name, then its value. */
const row = /\(\s?(?:\d+\s?,\s?)?'([A-Za-z_][\w.-]{2,80})'\s?,\s?'((?:[^'\\\n]|''){3,300})'/g;

/** The same in a dump's COPY: fields with tabs between. */
const copied = /^(?:[^\t\n]{1,64}\t){0,3}([A-Za-z_][\w.-]{2,80})\t([^\t\n\r]{3,300})/gm;
/** `INSERT INTO table (columns) VALUES (values), …` */
const insert =
  /\bINSERT\s+(?:IGNORE\s+)?INTO\s+[\w."`[\]]{1,100}\s{0,3}\(([^()]{1,1000})\)\s{0,3}VALUES\s{0,3}((?:\((?:[^()']|'(?:[^'\\]|''|\\.){0,2000}'){1,4000}\)[,\s]{0,10}){1,100})/gi;

/** Secrets in SQL, also inside other files. */
export function sql({ text, format }: Source): Match[] {
  const matches: Match[] = [];
  const add = (found: RegExpMatchArray, value: string, name?: string) => {
    const start = found.index! + found[0].lastIndexOf(value);
    matches.push({ rule: "sql-password", start, end: start + value.length, ...(name === undefined ? {} : { name }) });
  };
  for (const pattern of [clause, hashed]) {
    for (const found of every(text, pattern)) {
      const value = (found[1] ?? found[2])!;
      if (!isHarmless(value) && !/\s/.test(value)) add(found, value);
    }
  }
  const judged = (found: RegExpMatchArray, name: string, value: string) => {
    const strength = nameStrength(name);
    if (strength && isSecretValue(value, { strength, name, format: "code", quoted: true })) add(found, value, name);
  };
  for (const found of every(text, row)) judged(found, found[1]!, found[2]!);
  if (format === "sql" || format === "prose")
    for (const found of every(text, copied)) if (/\d/.test(found[2]!)) judged(found, found[1]!, found[2]!);
  for (const found of every(text, insert)) {
    const names = found[1]!.split(",").map((name) => name.replace(/[\s"'`[\]]/g, ""));
    const rows = found[2]!.matchAll(/\(((?:[^()']|'(?:[^'\\]|''|\\.)*')*)\)/g);
    for (const { 1: written } of rows) {
      const values = [...written!.matchAll(/'((?:[^'\\]|''|\\.)*)'|[^,\s][^,]*/g)].map(
        ([whole, text]) => text ?? whole,
      );
      for (const [index, name] of names.entries())
        if (values[index] && values.length === names.length) judged(found, name, values[index]);
    }
  }
  return matches;
}
