import { isMap, LineCounter, parseDocument, visit } from "yaml";

export type Key = readonly (string | number)[];
export type Mapping = Record<string, unknown>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A YAML file with the line of every key. */
export interface YamlFile {
  /** Plain data; undefined when the file does not parse. */
  readonly data: unknown;
  /** `file:line` of a key, or of the nearest thing around it that the file has. */
  at(key: Key): string;
}

/** Parses one YAML document, merge keys (`<<`) included; syntax errors go to `problems` as `file:line: …`. */
export function parseYamlFile(file: string, text: string, problems: string[]): YamlFile {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, merge: true, prettyErrors: false });
  const before = problems.length;
  const problem = (offset: number, rest: string) =>
    problems.push(`${file}:${counter.linePos(offset).line}: expected YAML, got ${rest}; correct the file`);
  for (const { pos, code, message } of document.errors) {
    const mistake = `a mistake: ${message.replace(/\.?$/, "")}`;
    problem(pos[0], code === "MULTIPLE_DOCS" ? "several documents in one file" : mistake);
  }
  visit(document, {
    Alias(_, alias) {
      if (!alias.resolve(document))
        problem(alias.range?.[0] ?? 0, `*${alias.source} without its anchor &${alias.source}`);
    },
  });
  const at = (key: Key): string => {
    const line = lineOf(document.contents, key, counter);
    return `${file}:${line}`;
  };
  if (problems.length > before) return { data: undefined, at };
  try {
    return { data: document.toJS(), at };
  } catch (error) {
    problem(0, (error as Error).message); // a merge key (<<) of something that is no mapping
    return { data: undefined, at };
  }
}

function lineOf(contents: unknown, key: Key, counter: LineCounter): number {
  let node = contents;
  let line = 1;
  for (const step of key) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(item.key) === String(step));
      if (pair === undefined) break;
      line = lineAt(pair.key, counter) ?? line;
      node = pair.value;
    } else {
      node = (node as { get?: (step: unknown, keepScalar: boolean) => unknown })?.get?.(step, true);
      line = lineAt(node, counter) ?? line;
    }
  }
  return line;
}

function lineAt(node: unknown, counter: LineCounter): number | undefined {
  const start = (node as { range?: [number, number, number] } | undefined)?.range?.[0];
  return start === undefined ? undefined : counter.linePos(start).line;
}
