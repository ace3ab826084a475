import { goRegexp } from "./conditions.ts";

/** How a part of a regular expression is written out: the shortest text, other alternatives, one repetition more. */
type Texts = readonly string[];

const most = 12;

/**
 * Texts that a regular expression of Go matches, a few that differ; perhaps none where it is beyond this small reading.
 * Each was tried with the expression itself.
 */
export function samples(regexp: string): string[] {
  const known = made.get(regexp);
  if (known) return known;
  const all = new Reader(regexp).alternatives();
  const found = [...new Set(all)].filter((text) => goRegexp(regexp).matcher(text).find());
  made.set(regexp, found);
  return found;
}

const made = new Map<string, string[]>();

/** Reads what people write: alternatives, groups, classes, repetitions, escapes; anchors say nothing of the text. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  alternatives(): Texts {
    const all: string[] = [...this.#sequence()];
    while (this.#text[this.#at] === "|") {
      this.#at++;
      all.push(...this.#sequence());
    }
    return all.slice(0, most);
  }

  #sequence(): Texts {
    let texts: Texts = [""];
    while (this.#at < this.#text.length && !"|)".includes(this.#text[this.#at]!)) {
      const parts = this.#repeated(this.#atom());
      texts = texts.flatMap((text) => parts.map((part) => text + part)).slice(0, most);
    }
    return texts;
  }

  #atom(): Texts {
    const char = this.#text[this.#at++]!;
    if (char === "^" || char === "$") return [""];
    if (char === ".") return ["x"];
    if (char === "[") return this.#class();
    if (char === "\\") return escaped(this.#text[this.#at++] ?? "");
    if (char !== "(") return [char];
    this.#at += /^\?(?:P?<\w+>|[a-zA-Z-]*:?)/.exec(this.#text.slice(this.#at))?.[0].length ?? 0;
    const inner = this.alternatives();
    this.#at++;
    return inner;
  }

  #class(): Texts {
    const [whole = "", not, body = ""] =
      /^(\^?)(\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*)\]/s.exec(this.#text.slice(this.#at)) ?? [];
    this.#at += whole.length;
    const usual = [..."a0A-_x1.~ b/"];
    const inClass = (text: string) => goRegexp(`^[${not}${body}]$`).matcher(text).find();
    const first = /^(?:\\(.)|([^\\[]))/.exec(body);
    return [...usual, ...(first ? [(first[1] ?? first[2])!] : [])].filter(inClass).slice(0, 2);
  }

  #repeated(parts: Texts): Texts {
    const [whole, sign, low, , high] = /^(?:([*+?])|\{(\d+)(,(\d*))?\})\??/.exec(this.#text.slice(this.#at)) ?? [];
    if (whole === undefined) return parts;
    this.#at += whole.length;
    const least = sign === "+" ? 1 : Number(low ?? 0);
    const times = low !== undefined && high === undefined && !whole.includes(",") ? [least] : [least, least + 1];
    return times.flatMap((count) => parts.map((part) => part.repeat(count))).slice(0, most);
  }
}

function escaped(char: string): Texts {
  const classes: Readonly<Record<string, string>> = { d: "7", w: "x", s: " ", D: "x", W: "-", S: "x" };
  if ("bBAz".includes(char)) return [""];
  return [classes[char] ?? char];
}
