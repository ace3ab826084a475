import { parseEnv } from "node:util";
import { parseAllDocuments } from "yaml";
import { formatOf } from "../secrets/format.ts";
import { REDACTED } from "./redact.ts";

/**
 * Whether a redacted text parses as the one before did, with the same keys, and with the same values where nothing was
 * replaced. Knows JSON (also a value a line), YAML, env and ini; what has not parsed before is not held to anything.
 */
export function hasSameShape(file: string, before: string, after: string): boolean {
  const parse = parsers[formatOf(file, before)];
  return parse === undefined || same(parse(before), parse(after));
}

/** Undefined: does not parse. */
const parsers: Partial<Record<ReturnType<typeof formatOf>, (text: string) => unknown>> = {
  json: (text) => json(text) ?? jsonLines(text),
  prose: jsonLines,
  yaml: (text) => attempt(() => yaml(text)),
  // In ini and properties a colon stands for the sign, too.
  env: (text) => [text.match(/^[ \t]*\[[^\]\n]+\]/gm), parseEnv(text.replace(/^([ \t]*[\w.-]+[ \t]*):/gm, "$1="))],
};

function same(before: unknown, after: unknown): boolean {
  if (before === undefined) return true;
  if (typeof after === "string" && after.includes(REDACTED)) return typeof before !== "object" || before === null;
  if (typeof before !== "object" || before === null || typeof after !== "object" || after === null)
    return Object.is(before, after);
  const [keys, others] = [Object.keys(before), Object.keys(after)];
  return (
    keys.length === others.length &&
    keys.every((key, index) => key === others[index] && same(before[key as never] ?? null, after[key as never] ?? null))
  );
}

function attempt(parse: () => unknown): unknown {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

const json = (text: string) => attempt(() => JSON.parse(text));

function jsonLines(text: string): unknown {
  return text.split("\n").flatMap((line) => (/^\s*[[{]/.test(line) ? (json(line) ?? []) : []));
}

function yaml(text: string): unknown {
  const documents = parseAllDocuments(text, { uniqueKeys: false, logLevel: "silent", prettyErrors: false });
  if (!Array.isArray(documents)) return [];
  return documents.some(({ errors }) => errors.length > 0) ? undefined : documents.map((document) => document.toJS());
}
