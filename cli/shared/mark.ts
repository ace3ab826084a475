const colours = { PASS: 32, FAIL: 31, SKIP: 33, ERROR: 35 } as const;

/** How a check ended: as it should be, a finding, left out on purpose, could not be checked. */
export type Mark = keyof typeof colours;

/** `[PASS]` and the like, as wide as the widest. */
export function paint(mark: Mark, colour: boolean): string {
  const text = `[${mark}]`;
  const painted = colour ? `\x1b[${colours[mark]}m${text}\x1b[0m` : text;
  return painted + " ".repeat("[ERROR]".length - text.length);
}

/** On one line: a name from elsewhere may hold anything; on a terminal it must not become a command. */
export const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, " ").trimEnd();
