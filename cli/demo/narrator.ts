import { stripVTControlCharacters, styleText } from "node:util";
import { UserError } from "../../release/errors.ts";

/** Ends the demo: a step did not show what it should. */
export class Unexpected extends Error {
  override readonly name = "Unexpected";
}

const indent = "   ";
const say = (line = "") => console.log(line);
const colours = () => process.stdout.isTTY && !process.env.NO_COLOR;

/** What the demo prints: steps with a reason, commands before they run, what to look at, what was checked. */
export class Narrator {
  readonly #steps: { title: string; seconds: number }[] = [];

  /**
   * One step of the story, timed.
   * @param why one or two sentences for somebody who sees this for the first time
   */
  async step<T>(title: string, why: string, work: () => Promise<T>): Promise<T> {
    this.heading(`${this.#steps.length + 1}  ${title}`);
    for (const line of wrap(why)) say(indent + line);
    const step = { title, seconds: 0 };
    this.#steps.push(step);
    const started = performance.now();
    try {
      return await work();
    } finally {
      step.seconds = (performance.now() - started) / 1000;
    }
  }

  heading(text: string): void {
    say(`\n${styleText(["bold", "cyan"], text)}`);
  }

  /** Shows a command as it is about to run. `where` is the prompt: nothing here, the host's name there. */
  command(text: string, where = ""): void {
    const prompt = styleText("green", `${where}$`);
    const [first, ...more] = text.split("\n");
    say(`\n${indent}${prompt} ${styleText("bold", first!)}`);
    for (const line of more) say(`${indent}${" ".repeat(where.length + 2)}${styleText("bold", line)}`);
  }

  /** A line of a command's own output, folded to the terminal's width. */
  output(line: string): void {
    const { isTTY, columns } = process.stdout;
    const folded = isTTY && stripVTControlCharacters(line).length > columns - 8 ? fold(line, columns - 8) : [line];
    for (const part of folded) say(`${indent}  ${styleText("dim", "│")} ${part}`);
  }

  /** What a person should look at in the output above. */
  look(text: string): void {
    for (const [index, line] of wrap(text, 68).entries()) {
      say(`${indent}${styleText("yellow", index === 0 ? "look:" : "     ")} ${line}`);
    }
  }

  /** A plain remark. */
  note(text: string): void {
    say();
    for (const line of wrap(text)) say(indent + line);
  }

  /** Something that was checked and is so. @throws Unexpected when it is not */
  check(holds: boolean, claim: string, found = ""): void {
    if (!holds) throw new Unexpected(`expected: ${claim}${found && `\n${found}`}`);
    say(`${indent}${styleText("green", "✓")} ${claim}`);
  }

  /** The steps and how long each took. */
  table(): void {
    const total = this.#steps.reduce((sum, { seconds }) => sum + seconds, 0);
    const width = Math.max(...this.#steps.map(({ title }) => title.length));
    const row = (name: string, seconds: number) =>
      `${indent}${name.padEnd(width + 5)}${seconds.toFixed(1).padStart(6)} s`;
    this.heading("The story in numbers");
    for (const [index, { title, seconds }] of this.#steps.entries()) {
      say(row(`${String(index + 1).padStart(2)}  ${title}`, seconds));
    }
    say(styleText("bold", row("    together", total)));
  }

  /** The end of a demo that did not show what it should. */
  failed(error: Error): void {
    const at = this.#steps.at(-1);
    const message =
      error instanceof Unexpected || error instanceof UserError ? error.message : (error.stack ?? error.message);
    console.error(
      `\n${styleText(["bold", "red"], `The demo stopped in step ${this.#steps.length}, ${at?.title}`, { stream: process.stderr })}`,
    );
    for (const line of message.split("\n")) console.error(indent + line);
  }

  /** For programs that colour their own output: as on this terminal. */
  get color(): "always" | "never" {
    return colours() ? "always" : "never";
  }
}

/** Splits a long line of output; what follows its first part is indented as that is. Colours do not count. */
function fold(line: string, width: number): string[] {
  const space = " ".repeat(2 + stripVTControlCharacters(line).search(/\S/));
  return wrap(line.trim(), width - space.length).map((part, index) => (index === 0 ? space.slice(2) : space) + part);
}

/** Splits text into lines of at most `width` characters, between words. */
function wrap(text: string, width = 74): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    const length = stripVTControlCharacters(`${last} ${word}`).length;
    if (last === undefined || length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
