/** A resource's inputs as a text that the secret finder reads, and the way back from a place in it. */
export interface InputLines {
  /** JSON, one value a line, without what is secret. */
  readonly text: string;
  /** The path of the input at an offset: `environment.TOKEN`. */
  pathAt(offset: number): string;
}

/** @param isSecret whether a path needs no look */
export function inputLines(props: object, isSecret: (path: readonly string[]) => boolean): InputLines {
  let text = "";
  const starts: { start: number; path: string }[] = [];
  const write = (value: unknown, path: readonly string[], before: string): void => {
    const known = isSecret(path) ? "" : value;
    starts.push({ start: text.length, path: path.join(".") });
    if (typeof known !== "object" || known === null) {
      text += `${before}${JSON.stringify(known) ?? "null"}`;
      return;
    }
    const isList = Array.isArray(known);
    text += `${before}${isList ? "[" : "{"}\n`;
    // Through descriptors: Pulumi's own view of the inputs throws where a value is not known yet.
    const entries = Object.entries(Object.getOwnPropertyDescriptors(known)).filter(([, { enumerable }]) => enumerable);
    entries.forEach(([key, { value: below }], index) => {
      write(below, [...path, key], isList ? "" : `${JSON.stringify(key)}: `);
      text += index < entries.length - 1 ? ",\n" : "\n";
    });
    text += isList ? "]" : "}";
  };
  write(props, [], "");
  return { text, pathAt: (offset) => starts.findLast(({ start }) => start <= offset)?.path ?? "" };
}
