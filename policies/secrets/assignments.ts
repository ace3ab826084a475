import type { Format } from "./format.ts";
import { isSecretValue } from "./judge.ts";
import { literalAt } from "./literal.ts";
import type { Match, Source } from "./match.ts";
import { nameStrength } from "./names.ts";
import { isMixed, looksRandom } from "./values.ts";

// Names are found by what they contain, then taken whole. Bounded on both sides, so that the time stays linear.
const telling =
  /pass|pwd|pw\b|secret|token|key|cred|auth|salt|cookie|psk|jwt|bearer|\bpat\b|pin\b|mdp|senha|contrasena|kennwort|pepper|sshpass/gi;
const nameBefore = /[A-Za-z0-9_.:$@-]{0,80}$/;
const nameAfter = /[A-Za-z0-9_.-]{0,80}/y;
const separator =
  /\\*["'\]`]{0,2}\)?[?!]?[ \t]{0,40}(?::=|::|=>|->|→|===?|!==?|\?=|\+=|[=:：])[ \t]{0,40}(?:[A-Za-z_&*][\w<>.[\]|&' ]{0,40}?[ \t]{1,10}=(?![=>])[ \t]{0,10})?/y;
const comma = /\\*["'][ \t]{0,10},[ \t]{0,10}(?=\\*["'])/y;
const flow = /,[ \t]{1,10}(?=[^\s"'[\]{},-])/y;
const call = /(?:\.(?:equals|equalsIgnoreCase|eq|set|is|of|from))?\([ \t]{0,10}(?=["'`])/y;
const space = /[ \t]{1,40}(?:=>?[ \t]*)?/y;
const closeTag = />[ \t]{0,40}/y;

/** `NAME=value`, `name: value`, `"name": "value"`, `name => 'value'`, `--name value` …, where the name tells. */
export function assignments(source: Source): Match[] {
  const { text, format } = source;
  const matches: Match[] = [];
  const translated = isTranslation(source.file);
  let lineStart = 0;
  telling.lastIndex = 0;
  for (let hit = telling.exec(text); hit; hit = telling.exec(text)) {
    const since = text.slice(lineStart, hit.index).lastIndexOf("\n"); // only what no name before has passed
    if (since >= 0) lineStart += since + 1;
    else lineStart = Math.max(lineStart, hit.index - 2000); // an endless line: what matters stands near
    const before = nameBefore.exec(text.slice(Math.max(lineStart, hit.index - 80), hit.index))![0];
    nameAfter.lastIndex = hit.index;
    const around = before + nameAfter.exec(text)![0];
    // The letter of an escaped line end is none of the name's.
    const escaped = /^[nrt]./.test(around) && text[hit.index - before.length - 1] === "\\" ? 1 : 0;
    const start = hit.index - before.length + escaped;
    // A sign at the end belongs to what follows: `token:`, `key->`, `password.`
    const name = around.slice(escaped).replace(/[-.:]+$/, "");
    const end = start + name.length;
    telling.lastIndex = Math.max(end, hit.index + 1);
    const strength = nameStrength(bareName(name));
    if (strength === undefined) continue;
    const prefix = text.slice(Math.max(lineStart, start - 200), start);
    if (/\barn:[\w:/-]*$/.test(prefix + name)) continue; // the name of a secret in AWS
    if (/\b(?:checksum|hash|digest|sha\d+)s?\/$/i.test(prefix)) continue; // checksum/secret: of a Kubernetes annotation
    if (/\$\{[#!]?$/.test(prefix)) continue; // ${NAME:-value}: told by the rule for defaults
    const at = valueStart(source, name, prefix, end);
    if (at === undefined) continue;
    const first = /^\s*(?:[-#;*]\s*|\/\/\s*|(?:export|set|declare|local|readonly|ENV|ARG)\s+|["'])*$/.test(prefix);
    const separated = text.slice(end, at);
    const rest =
      first &&
      ((format === "env" && separated.trim() !== "") ||
        (format === "yaml" && /[:=]/.test(separated) && !name.startsWith("--")));
    const written = literalAt(text, at, format, rest);
    if (!written) continue;
    // - "NAME=value": the quote that began before the name ends after the value.
    const edge = !written.quoted && /["']$/.exec(prefix)?.[0] === text[written.end - 1] ? 1 : 0;
    const literal = { ...written, end: written.end - edge };
    // In a program a value without quotes is an expression; in its comments it is not.
    const comment = /(?:^|\s)(?:#|\/\/|\/?\*|--|<!--)\s/.test(prefix);
    const embedded = !literal.quoted && separated === "=" && isInString(text.slice(lineStart, start));
    if (!literal.quoted && literalsOnly.has(format) && !comment && !embedded) continue;
    const value = text.slice(literal.start, literal.end);
    if (literal.quoted && format === "code" && /^[!=]==?/.test(separated.trim()) && !/\d/.test(value)) continue;
    // What is given to a function with a telling name may be a secret's name: only what no name looks like counts.
    if (
      /\($|,/.test(separated) &&
      format === "code" &&
      !(isMixed(value) && /\d/.test(value) && !/\s/.test(value) && nameStrength(value) === undefined)
    )
      continue;
    const place = {
      strength,
      name,
      format:
        embedded || (!literal.quoted && comment && format !== "yaml" && format !== "env") ? ("prose" as const) : format,
      quoted: literal.quoted,
      translated,
    };
    if (!isSecretValue(value, place)) continue;
    if (!literal.quoted && (isExpression(value, format) || isVariable(value))) continue;
    matches.push({
      rule: strength === "password" ? "assigned-password" : "assigned-secret",
      start: literal.start,
      end: literal.end,
      name: bareName(name),
    });
    telling.lastIndex = Math.max(telling.lastIndex, literal.end);
  }
  return matches;
}

/** Where a value without quotes is an expression. */
const literalsOnly = new Set<Format>(["code", "toml", "json", "sql"]);

/** Without what a shell, npm or a dash puts before it. */
const bareName = (name: string) => name.replace(/^[^A-Za-z]+/, "").replace(/^.*::?(?=[A-Za-z_])/, "");

function valueStart({ text, format }: Source, name: string, prefix: string, end: number): number | undefined {
  const after = (pattern: RegExp) => {
    pattern.lastIndex = end;
    const found = pattern.exec(text);
    return found ? end + found[0].length : undefined;
  };
  const assigned = after(separator);
  if (assigned !== undefined) return assigned;
  // define('NAME', 'value'), ["--password", "value"]
  if (
    name.startsWith("-") ||
    prefix.endsWith("-") ||
    (format === "code" && /\w\(\s{0,3}(?:["']\w{1,20}["'],\s?)?["'][#.]?$/.test(prefix))
  ) {
    const listed = after(comma);
    if (listed !== undefined) return listed;
    if (format === "yaml" && /\[[^\]]*$/.test(prefix)) return after(flow);
  }
  if (/<(?:\w+:)?$/.test(prefix)) {
    const inside = after(closeTag); // without an end it is a placeholder: mongodb://<user>:<password>@host
    return inside !== undefined && /^[^<\n]{0,500}<\//.test(text.slice(inside, inside + 502)) ? inside : undefined;
  }
  if (format === "code") return after(call);
  if (/^-/.test(name) || /-{1,2}$/.test(prefix) || spaced(format, name, prefix)) return after(space);
  return undefined;
}

/** Formats and commands that write a name, a space and its value. */
function spaced(format: Source["format"], name: string, prefix: string): boolean {
  if (format === "conf") return !name.startsWith("$") || /\bset $/.test(prefix);
  if (format === "docker") return /^\s*(?:ENV|ARG)\s+(?:\S+=\S+\s+)*$/i.test(prefix);
  if (format === "sql") return true;
  return format !== "code" && /\b(?:config(?:ure)?|secrets?|env) (?:set|add) (?!.*--secret)/.test(prefix);
}

/** Called as what it holds: `password = newPassword`. */
function isVariable(value: string): boolean {
  return (
    /^[A-Za-z_$][\w.$]*$/.test(value) &&
    /(?:\D\d?|b(?:ase)?64)$/i.test(value) &&
    nameStrength(value) !== undefined &&
    !looksRandom(value) &&
    /[a-z][A-Z]|[_.]/.test(value)
  );
}

/** Inside a string, such as the address of a database: `Server=db;Password=…`. */
function isInString(before: string): boolean {
  const [quote] = /["'`](?=[^"'`]*$)/.exec(before) ?? [];
  return quote !== undefined && before.split(quote).length % 2 === 0;
}

/** A call, an index, an arithmetic: what no configuration file has as a value. */
function isExpression(value: string, format: Source["format"]): boolean {
  if (/^[({[<>|&]|^\w+\(|^--?[a-z]/.test(value)) return true;
  return format !== "shell" && /^\*|^[A-Za-z_][\w.]*\(.*\)?$|^\w+\.\w.*[,;(){}]/.test(value);
}

function isTranslation(file: string): boolean {
  return /(?:^|\/)(?:locales?|i18n|l10n|lang|langs|languages|translations?|messages)\/|(?:^|[/_.])(?:messages|strings|translation)(?:[_.][a-z]{2})?(?:[_-][A-Z]{2})?\.\w+$/.test(
    file,
  );
}
