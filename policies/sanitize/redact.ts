import type { Allow } from "../secrets/allow.ts";
import { allMatches, withoutOverlaps } from "../secrets/find.ts";
import { formatOf } from "../secrets/format.ts";
import type { Match } from "../secrets/match.ts";
import { looksRandom } from "../secrets/values.ts";
import { wholeValue } from "./whole-value.ts";

/** Stands where a secret stood. One word without quotes, so that it is a value in every format; the rules take it for none. */
export const REDACTED = "REDACTED";

export interface Redaction {
  readonly text: string;
  /** What was replaced, in the order and at the places of the text before. */
  readonly secrets: readonly Match[];
}

/**
 * A text without its secrets; everything else in it is as it was.
 * @returns undefined when the rules still see one after several rounds
 */
export function redactText(file: string, text: string, allow?: Allow): Redaction | undefined {
  let secrets: Match[] = [];
  let result = text;
  for (let round = 0; round < 8; round++) {
    const found = secretsOf(file, result, allow);
    if (found.length === 0) return { text: result, secrets };
    const known = secrets;
    secrets = joined([
      ...known,
      ...found.map((match) => ({
        ...match,
        start: originalOffset(match.start, known, "start"),
        end: originalOffset(match.end, known, "end"),
      })),
    ]);
    result = replaced(text, secrets);
  }
  return undefined;
}

/** What the finder tells, each with all that other rules see of the same, and wherever a distinctive value stands again. */
function secretsOf(file: string, text: string, allow?: Allow): Match[] {
  const format = formatOf(file, text);
  const all = allMatches(file, text);
  const told = withoutOverlaps(all, text.length).filter(
    ({ rule, start, end }) => !allow?.(file, rule, text.slice(start, end)),
  );
  if (told.length === 0) return [];
  const parts = all.filter(({ start, end }) => told.some((match) => match.start < end && start < match.end));
  const whole = [...told, ...parts].map((match) => wholeValue(text, format, match));
  const again = whole.slice(0, told.length).flatMap((match) => {
    const value = text.slice(match.start, match.end);
    return isDistinctive(value)
      ? places(text, value).map((start) => ({ ...match, start, end: start + value.length }))
      : [];
  });
  return joined([...whole, ...again]);
}

/** Nothing else in a file is the same by chance. */
function isDistinctive(value: string): boolean {
  return (
    looksRandom(value) ||
    (value.length >= 8 && /[A-Za-z]/.test(value) && /\d/.test(value) && /[!@#$%^&*+=~?]/.test(value))
  );
}

function places(text: string, value: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) found.push(at);
  return found;
}

/** Matches that overlap become one, which is told as the first of them in the list. */
function joined(matches: readonly Match[]): Match[] {
  const sorted = matches.map((match, rank) => ({ match, rank })).sort((a, b) => a.match.start - b.match.start);
  const result: { match: Match; rank: number }[] = [];
  for (const next of sorted) {
    const last = result.at(-1);
    if (last === undefined || next.match.start >= last.match.end) {
      result.push(next);
      continue;
    }
    const best = next.rank < last.rank ? next : last;
    const end = Math.max(last.match.end, next.match.end);
    result[result.length - 1] = { rank: best.rank, match: { ...best.match, start: last.match.start, end } };
  }
  return result.map(({ match }) => match);
}

function replaced(text: string, secrets: readonly Match[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of secrets) {
    parts.push(text.slice(at, start), REDACTED);
    at = end;
  }
  return [...parts, text.slice(at)].join("");
}

/** The place in the text before of one in the text after; inside a placeholder it is an edge of what stood there. */
function originalOffset(offset: number, secrets: readonly Match[], edge: "start" | "end"): number {
  let shift = 0;
  for (const secret of secrets) {
    const at = secret.start + shift;
    if (offset <= at) break;
    if (offset < at + REDACTED.length) return secret[edge];
    shift += REDACTED.length - (secret.end - secret.start);
  }
  return offset - shift;
}
