/**
 * What a text must have for a pattern to match: one of these, each of at least two ASCII characters, in small letters.
 * Undefined: nothing can be told, and the pattern has to be tried.
 */
export function neededText({ source, flags }: RegExp): readonly string[] | undefined {
  if (/[uv]/.test(flags)) return undefined; // other escapes and classes
  const reader = new Reader(source);
  const { needed } = reader.alternatives();
  return reader.at === source.length ? needed : undefined;
}

/** A part of a pattern. */
interface Part {
  /** One of these must be there. */
  readonly needed?: readonly string[] | undefined;
  /** The part is one of these, and nothing else. */
  readonly texts?: readonly string[] | undefined;
}

/** At most so many texts stand for one place in a pattern. */
const most = 40;

/** How much a choice of texts tells: as much as the shortest, and less the more there are. */
const weight = (needed: readonly string[]) =>
  Math.min(...needed.map((text) => Math.min(text.length, 6))) - needed.length / 100;

/** Reads a pattern from left to right. What it does not know it takes for anything. */
class Reader {
  at = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  alternatives(): Part {
    const all = [this.sequence()];
    while (this.source[this.at] === "|") {
      this.at++;
      all.push(this.sequence());
    }
    const joined = (lists: (readonly string[] | undefined)[]) => {
      const list = lists.flatMap((texts) => texts ?? []);
      return lists.includes(undefined) || list.length > most ? undefined : list;
    };
    return { needed: joined(all.map(({ needed }) => needed)), texts: joined(all.map(({ texts }) => texts)) };
  }

  /** Parts one after the other: the best of what they need. */
  private sequence(): Part {
    let best: readonly string[] | undefined;
    let run: readonly string[] = [""]; // what stands side by side, in every spelling
    let isText = true;
    const take = (needed: readonly string[] | undefined) => {
      if (needed?.every((text) => text.length > 1) && (!best || weight(needed) > weight(best))) best = needed;
    };
    while (this.at < this.source.length && !"|)".includes(this.source[this.at]!)) {
      const { texts, needed } = this.part();
      const [least, more] = this.times();
      const joins = texts !== undefined && least > 0 && run.length * texts.length <= most;
      if (joins) run = run.flatMap((before) => texts.map((text) => before + text));
      if (joins && !more) continue;
      isText = false;
      take(run);
      run = [""];
      if (least > 0) take(needed);
    }
    take(run);
    return { needed: best, texts: isText ? run : undefined };
  }

  private part(): Part {
    const letter = this.source[this.at++]!;
    if (letter === "(") return this.group();
    if (letter === "[") return this.letterClass();
    if (letter === "\\") return this.escape();
    return /[.^$]/.test(letter) ? {} : oneOf(letter);
  }

  private group(): Part {
    const [kind = ""] = /^\?(?:<?[=!]|:|<\w+>)?/.exec(this.source.slice(this.at)) ?? [];
    if (kind === "?") this.at = Number.POSITIVE_INFINITY; // of another kind: nothing can be told
    this.at += kind.length;
    const { needed, texts } = this.alternatives();
    this.at++; // the bracket at its end
    if (kind.endsWith("!")) return {};
    return kind.endsWith("=") ? { needed } : { needed, texts };
  }

  private letterClass(): Part {
    const start = this.at;
    while (this.at < this.source.length && this.source[this.at] !== "]")
      this.at += this.source[this.at] === "\\" ? 2 : 1;
    const inside = this.source.slice(start, this.at++);
    return /^\^|\\|.-./.test(inside) || inside.length > 8 ? {} : oneOf(inside);
  }

  private escape(): Part {
    const letter = this.source[this.at++]!;
    if (!/\w/.test(letter)) return oneOf(letter);
    const code = { x: /^[\da-f]{2}/i, u: /^[\da-f]{4}/i, k: /^<\w+>/, c: /^\w/ }[letter];
    this.at += code?.exec(this.source.slice(this.at))?.[0].length ?? 0;
    return {};
  }

  /** How often at least what was read comes, and whether it may come more often than once. */
  private times(): [least: number, more: boolean] {
    const [sign, count] = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(this.source.slice(this.at)) ?? [];
    if (sign === undefined) return [1, false];
    this.at += sign.length;
    return [sign[0] === "+" ? 1 : Number(count ?? 0), true];
  }
}

/** One of a few letters. */
function oneOf(letters: string): Part {
  const known = [...new Set(letters.toLowerCase())];
  return known.length > 0 && known.every((letter) => letter <= "\x7f") ? { texts: known } : {};
}
