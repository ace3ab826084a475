import { parseArgs } from "node:util";
import { UserError } from "../../release/errors.ts";

/** One option of a command: `--name VALUE`, or `--name` alone when it has no `value`. */
export interface Option {
  /** The value's name in the help. Absent: the option is there or not. */
  readonly value?: string;
  /** What it does, in words. */
  readonly text: string;
}

/** What a command tells of itself; `--help` prints it, and its options are read with it. */
export interface Usage {
  /** How it is typed, one line for each form. */
  readonly forms: readonly string[];
  /** What it does. */
  readonly text: string;
  readonly options: Readonly<Record<string, Option>>;
}

export type Values<U extends Usage> = {
  [K in keyof U["options"]]?: U["options"][K] extends { value: string } ? string : boolean;
};

/** What was typed. @throws UserError for an unknown option, a missing value, or a word that is no option */
export function readOptions<U extends Usage>(command: string, usage: U, args: readonly string[]): Values<U> {
  const options = Object.fromEntries(
    Object.entries(usage.options).map(([name, { value }]) => [name, { type: value ? "string" : "boolean" } as const]),
  );
  try {
    return parseArgs({ args: [...args], options, strict: true }).values as Values<U>;
  } catch (error) {
    const [reason] = (error as Error).message.split(/\. |\n/);
    throw new UserError(`${command}: ${reason?.replace(/\.$/, "")}; \`--help\` lists what it takes`);
  }
}

/** The text that `--help` prints. */
export function helpText({ forms, text, options }: Usage): string {
  const rows = Object.entries(options).map(([name, { value, text }]) => ({
    left: value ? `--${name} ${value}` : `--${name}`,
    lines: text.split("\n"),
  }));
  const width = Math.max(0, ...rows.map(({ left }) => left.length));
  const list = rows.flatMap(({ left, lines }) =>
    lines.map((line, index) => `  ${(index === 0 ? left : "").padEnd(width)}  ${line}`),
  );
  return [...forms, "", text, ...(list.length > 0 ? ["", ...list] : [])].join("\n");
}
