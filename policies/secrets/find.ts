import type { Allow } from "./allow.ts";
import { assignments } from "./assignments.ts";
import { commandArguments } from "./arguments.ts";
import { defaults } from "./defaults.ts";
import { encoded } from "./encoded.ts";
import { formatOf } from "./format.ts";
import { hashes } from "./hashes.ts";
import type { Match, Rules, Source } from "./match.ts";
import { pairs } from "./pairs.ts";
import { privateKeys } from "./private-keys.ts";
import { prose } from "./prose.ts";
import { secretlint } from "./secretlint.ts";
import { sql } from "./sql.ts";
import { tables } from "./tables.ts";
import { textOf } from "./text.ts";
import { tokens } from "./tokens.ts";
import { urls } from "./urls.ts";
import { advice, masked } from "./wording.ts";

/** Where two rules see the same, the earlier one tells it: it knows more. */
const families: readonly Rules[] = [
  privateKeys,
  secretlint,
  tokens,
  urls,
  hashes,
  encoded,
  defaults,
  pairs,
  assignments,
  sql,
  commandArguments,
  tables,
  prose,
];

/** A secret in a file; never the secret itself. */
export interface SecretFinding {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Of the value's first character, from 1. */
  readonly column: number;
  /** The rule's name, in kebab-case. */
  readonly rule: string;
  /** The first characters that everybody knows and the length, for tokens; else that it is secret. */
  readonly masked: string;
  /** What it is and how to put it right. */
  readonly message: string;
}

/**
 * The secrets in a file.
 * @param file its path; the name tells the format
 * @param content as it is on disk: a binary file has none; or its text
 * @param allow what may stay
 */
export function findSecrets(file: string, content: Buffer | string, allow?: Allow): SecretFinding[] {
  const text = textOf(content);
  if (text === undefined) return [];
  const place = placesOf(text);
  const matches = findMatches(file, text);
  const kept = allow ? matches.filter(({ rule, start, end }) => !allow(file, rule, text.slice(start, end))) : matches;
  return kept.map((match) => ({
    file,
    ...place(match.start),
    rule: match.rule,
    masked: masked(match, text),
    message: advice(file, match),
  }));
}

/** Where the secrets of a text stand, in its order, none inside another. */
export function findMatches(file: string, text: string): Match[] {
  return withoutOverlaps(allMatches(file, text), text.length);
}

/** What every rule sees in a text, the one that knows more first; several may see the same, or a part of it. */
export function allMatches(file: string, text: string): Match[] {
  const source: Source = { file, format: formatOf(file, text), text };
  return families.flatMap((rules) => rules(source));
}

/** The matches, in the text's order, that no earlier one of the list overlaps. */
export function withoutOverlaps(matches: readonly Match[], length: number): Match[] {
  const taken: Match[] = [];
  const covered = new Uint8Array(length);
  for (const match of matches) {
    if (covered.subarray(match.start, match.end).includes(1)) continue;
    covered.fill(1, match.start, match.end);
    taken.push(match);
  }
  return taken.sort((a, b) => a.start - b.start);
}

/** Line and column, both from 1, of offsets that grow. */
export function placesOf(text: string): (offset: number) => { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  return (offset) => {
    for (let next = text.indexOf("\n", lineStart); next >= 0 && next < offset; next = text.indexOf("\n", lineStart)) {
      line++;
      lineStart = next + 1;
    }
    return { line, column: offset - lineStart + 1 };
  };
}
