/** Every match of a global pattern, as `matchAll` gives them, without a copy of the pattern for each text. */
export function every(text: string, pattern: RegExp): RegExpExecArray[] {
  const all: RegExpExecArray[] = [];
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    all.push(found);
    if (found[0] === "") pattern.lastIndex++;
  }
  return all;
}
