import { mayHave } from "./has-text.ts";
import { neededText } from "./needed.ts";

const needs = new WeakMap<RegExp, { readonly texts: readonly string[] | undefined }>();

/** A shorter text is searched sooner than it is looked at. */
const worthALook = 256;

function needsOf(pattern: RegExp): readonly string[] | undefined {
  const known = needs.get(pattern) ?? { texts: neededText(pattern) };
  needs.set(pattern, known);
  return known.texts;
}

/**
 * Every match of a global pattern, as `matchAll` gives them, without a copy of the pattern for each text. A text that has
 * nothing of what the pattern needs is not searched.
 */
export function every(text: string, pattern: RegExp): RegExpExecArray[] {
  const all: RegExpExecArray[] = [];
  const needed = needsOf(pattern);
  if (needed && text.length > worthALook && !mayHave(text, needed)) return all;
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    all.push(found);
    if (found[0] === "") pattern.lastIndex++;
  }
  return all;
}
