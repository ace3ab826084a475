import { every } from "./every.ts";
import { isSecretValue } from "./judge.ts";
import { literalAt } from "./literal.ts";
import type { Match, Source } from "./match.ts";
import { nameStrength } from "./names.ts";
import { isHarmless, looksRandom } from "./values.ts";

/** `name: NAME`, then `value: …`: lists of Kubernetes and ECS, attributes and elements of XML, columns of SQL. */
const pair =
  /(?<![\w.-])(?:name|key|Name|Key|NAME|id|variable|ParameterKey|env_name)\b["'\\]{0,3}\s{0,3}(?:[:=]|>)\s{0,3}["'\\]{0,3}([A-Za-z_][\w.-]{2,80})["'\\]{0,3}(?:\s{0,3}<\/\w+>)?[\s,;]{1,120}(?:<)?["'\\]{0,3}(?:value|Value|VALUE|content|val|default|ParameterValue)\b["'\\]{0,3}\s{0,3}(?:[:=]|>)[ \t]{0,20}/g;
/** The same the other way round. */
const reversed =
  /(?<![\w.-])(?:value|Value|ParameterValue)\b["'\\]{0,3}\s{0,3}[:=]\s{0,3}(["'])([^"'\n]{3,300})\1[\s,;]{1,120}["']?(?:name|key|Name|Key|ParameterKey)\b["']?\s{0,3}[:=]\s{0,3}["']?([A-Za-z_][\w.-]{2,80})/g;
/** `name: >-` or `name: |`, then the value on a line of its own. */
const block =
  /^([ \t]*(?:- )?)["']?([A-Za-z_][\w.-]{2,80})["']?:[ \t]*[|>][-+]?\d?[ \t]*\r?\n([ \t]+)(?=\S)([^\n]{3,300}?)[ \t]*\r?$/gm;

/** `<field name="smtp_pass">…</field>`; and two elements side by side, the key's and the value's. */
const element =
  /<[\w:.-]{1,40}\s[^<>]{0,100}?\b(?:name|key|id)=["']([A-Za-z_][\w.-]{2,80})["'][^<>]{0,100}>([^<>\s][^<>\n]{2,300})<\//g;
const elements =
  /=["'](?:key|name)["'][^<>]{0,60}>([A-Za-z_][\w.-]{2,80})<\/[\w:.-]{1,40}>\s{0,80}<[\w:.-]{1,40}\s[^<>]{0,60}?=["']value["'][^<>]{0,60}>([^<>\s][^<>\n]{2,300})<\//g;

/** `tokens: [a, b]`, and a list below `tokens:`; what is joined again is one value, and not in one piece. */
const list =
  /(?<![\w.-])([A-Za-z_][\w.-]{2,80})["']?\s?[:=]\s?(?:\[([^\]\n]{16,2000})\](?!\s?\.join\()|\r?\n((?:[ \t]{0,60}- ["']?[^\s"':#]{16,300}["']?[ \t]*\r?\n){1,50}))/g;

/** `tokens = { mail = "…", sms = "…" }` */
const map =
  /(?:okens|ecrets|asswords|[kK]eys|redentials|OKENS|ECRETS|ASSWORDS|KEYS|REDENTIALS)["']?[ \t]{0,20}[:=][ \t]{0,5}\{([^{}\n]{16,2000})\}/g;
const entry = /([\w.-]{1,60})["']?\s?[:=]\s?["']([^"'\n]{16,300})["']/g;

/** Names and values that stand apart. */
export function pairs(source: Source): Match[] {
  const { text, format } = source;
  const matches: Match[] = [];
  const judge = (name: string, start: number, end: number, quoted: boolean) => {
    const strength = nameStrength(name);
    if (strength === undefined) return;
    if (!isSecretValue(text.slice(start, end), { strength, name, format: format === "xml" ? "env" : format, quoted }))
      return;
    matches.push({ rule: strength === "password" ? "assigned-password" : "assigned-secret", start, end, name });
  };
  for (const found of every(text, pair)) {
    const literal = literalAt(text, found.index + found[0].length, format, format === "yaml" && !/\{/.test(found[0]));
    if (literal && (literal.quoted || format === "yaml" || format === "xml"))
      judge(found[1]!, literal.start, literal.end, literal.quoted);
  }
  for (const found of every(text, reversed)) {
    const start = found.index + found[0].indexOf(found[2]!);
    judge(found[3]!, start, start + found[2]!.length, true);
  }
  for (const found of every(text, block)) {
    if (found[3]!.length <= found[1]!.length) continue;
    const end = found.index + found[0].trimEnd().length;
    judge(found[2]!, end - found[4]!.length, end, false);
  }
  for (const pattern of format === "xml" ? [element, elements] : []) {
    for (const found of every(text, pattern)) {
      const start = found.index + found[0].lastIndexOf(found[2]!);
      judge(found[1]!, start, start + found[2]!.length, pattern === elements);
    }
  }
  for (const found of every(text, map)) {
    const before = /[\w.-]{0,60}$/.exec(text.slice(Math.max(0, found.index - 60), found.index))![0];
    const name = before + /^\w+/.exec(found[0])![0];
    if (!["password", "secret"].includes(nameStrength(name) ?? "")) continue;
    const from = found.index + found[0].lastIndexOf(found[1]!);
    for (const { index, 0: whole, 1: key, 2: value } of found[1]!.matchAll(entry)) {
      if (/(?:^|[_-])(?:ids?|kid|names?|hash|digest|sha\d+|url|path|file|arn|ref)$/i.test(key!)) continue;
      if (!looksRandom(value!) || isHarmless(value!)) continue;
      const start = from + index + whole.length - 1 - value!.length;
      matches.push({ rule: "assigned-secret", start, end: start + value!.length, name });
    }
  }
  for (const found of every(text, list)) {
    if (nameStrength(found[1]!) === undefined) continue;
    const items = (found[2] ?? found[3])!;
    const from = found.index + found[0].lastIndexOf(items);
    for (const { index, 0: item } of items.matchAll(/[^\s"',-][^\s"',]{15,300}/g)) {
      const start = from + index;
      if (looksRandom(item) && !isHarmless(item))
        matches.push({ rule: "assigned-secret", start, end: start + item.length, name: found[1]! });
    }
  }
  return matches;
}
