import { every } from "./every.ts";
import { isSecretValue } from "./judge.ts";
import { literalAt } from "./literal.ts";
import type { Match, Source } from "./match.ts";
import { nameStrength } from "./names.ts";
import { urls } from "./urls.ts";

/** `${NAME:-value}`, `${NAME-value}`, `${NAME:=value}`, `${NAME:+value}`, of shells and compose files. */
const expansion = /\$\{([A-Za-z_]\w{0,80}):?[-=+]([^}\n$]{3,300})\}/g;
/** The same where only the name outside tells: `DB_PASSWORD=${1:-value}`. */
const given = /(?<![\w.-])([A-Za-z_][\w.-]{1,80})["']?\s?[:=]\s?["']?\$\{\w{1,80}:?[-=]([^}\n$]{3,300})\}/g;
/** Options of command lines: `add_argument("--token", default="value")`. */
const option =
  /\b(?:add_argument|option|Option|[fF]lag\w*|\w{1,20}Flag)\(\s?(?:["']-\w["'],\s?)?["']-{0,2}([\w-]{2,80})["'][^()\n]{0,120}?\bdefault(?:_value)?\s?[=:]\s?/g;
/** `{{ name | default('value') }}` of Jinja and Helm, in either order. */
const templated =
  /\{\{-?\s*([\w.]{3,80})[^}\n]{0,80}?\|\s*default\s*\(?\s*["']([^"'\n]{3,300})["']|\{\{-?\s*default\s+["']([^"'\n]{3,300})["']\s+\.?([\w.]{3,80})/g;
/** `getenv("NAME", "value")`, `process.env.NAME ?? "value"`, `ENV.fetch("NAME") { "value" }`, `os.environ["NAME"] or "value"`. */
const environment =
  /(?:\b(?:getenv|environ(?:\.get|\.setdefault)?|env(?:\.str|\.get|\.fetch)?|ENV(?:\.fetch)?|config(?:\.get)?|getEnv|get_env|lookupEnv|GetEnv\w*|getOrDefault|System\.getProperty|envOr|Env\.get|from_env|env_or|os\.Getenv)\s?[([]{1,2}\s?["'](\w{2,80})["']\s?[\])]?|\b(?:process\.env|import\.meta\.env|Bun\.env|Deno\.env)(?:\.|\[["']|\.get\(["'])([A-Za-z_]\w{1,80})["']?[\])]?)\s{0,3}(?:,\s{0,3}(?:default\s?=\s?)?|\|\|=?\s{0,3}|\?\?=?\s{0,3}|\?:\s{0,3}|\bor\s{1,3}|\)?\s?\{\s?)/g;
/** Terraform's `variable "name" { default = "value" }`, and CloudFormation's or Helm's nested `name:` then `default:`. */
const nested =
  /\bvariable\s{1,3}"(\w{3,80})"\s{0,3}\{[^{}]{0,600}?\bdefault\s{0,20}=\s{0,3}|^[ \t]*["']?([A-Za-z][\w.-]{2,80})["']?:[ \t]*\{?\r?\n(?:[ \t]+["']?(?:type|description|noecho|minlength|maxlength|sensitive|required|secret|label)["']?:[^\n]{0,200}\n){0,6}[ \t]+["']?(?:default|value)["']?:[ \t]*/gim;

/** The value that is used when a variable is not set: it is in git, and often the one in use. */
export function defaults(source: Source): Match[] {
  const { text, format } = source;
  const matches: Match[] = [];
  const judge = (name: string, start: number, end: number) => {
    const strength = nameStrength(name);
    const value = text.slice(start, end);
    // `${DB_PASSWORD:-postgres}`: a word that everybody knows leaks nothing.
    if (strength === undefined || /^[a-z]{3,10}$/.test(value)) return;
    if (isSecretValue(value, { strength, name, format: "env", quoted: true })) {
      matches.push({ rule: "secret-default", start, end, name });
    }
  };
  for (const found of every(text, expansion)) {
    const end = found.index + found[0].length - 1;
    const start = end - found[2]!.length;
    const quoted = /^(["']).*\1$/.test(found[2]!) ? 1 : 0;
    judge(found[1]!, start + quoted, end - quoted);
    for (const url of urls({ ...source, text: found[2]! })) {
      matches.push({ ...url, rule: "secret-default", start: start + url.start, end: start + url.end, name: found[1]! });
    }
  }
  for (const found of every(text, given)) {
    const end = found.index + found[0].length - 1;
    judge(found[1]!, end - found[2]!.length, end);
  }
  for (const found of every(text, templated)) {
    const value = found[2] ?? found[3]!;
    const start = found.index + found[0].lastIndexOf(value);
    judge((found[1] ?? found[4])!, start, start + value.length);
  }
  for (const pattern of [environment, nested, option]) {
    for (const found of every(text, pattern)) {
      const literal = literalAt(text, found.index + found[0].length, format, false);
      if (literal && (literal.quoted || format === "yaml")) judge((found[1] ?? found[2])!, literal.start, literal.end);
    }
  }
  return matches;
}
