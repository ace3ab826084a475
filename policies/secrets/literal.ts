import type { Format } from "./format.ts";

/** A value as it is written. */
export interface Literal {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

const limit = 4096;
const opening =
  /(?:&[\w-]+ +|!![a-z]+ +)?(?:(?:[fbruL]|\[\]byte\(|[A-Za-z_.:]*(?:[Ss]ecret|[Ss]ecretStr|String|Buffer\.from|bytes)(?:::new|::from|\.of)?\()?)(\\*)("""|'''|["'`])/y;
/** Where a bare value ends that is the only one on its line: there, or at a comment. */
const restEnd = /\r?\n|[ \t]+#|[ \t]+; |[ \t]+$/m;
/** Where one ends that is followed by others. */
const bareEnd = /[\s"'`\\]|[,;)}\]](?=[\s"'\\,;)}\]]|$|[\w-]+=)|&(?=[\w.-]+=)|;(?=[\w ]+=)/;
const bareEnds: Partial<Record<Format, RegExp>> = {
  prose: /[\s"'`<>|]|[.,;:)\]}*_、。」）]+(?=\s|$)|&(?=\w+=)|\*\*|__/,
  xml: /[<"'\s]/,
};
const anchor = /(?:&[\w-]+ +|!![a-z]+ +)/y;

/**
 * The value that begins at an offset: quoted (also with escaped quotes), or bare to where the format ends it.
 * @param rest a bare value may go on to the end of its line: it is the line's only one
 */
export function literalAt(text: string, at: number, format: Format, rest: boolean): Literal | undefined {
  opening.lastIndex = at;
  const open = opening.exec(text);
  if (open) {
    const start = at + open[0].length;
    const end = closing(text, start, open[1]! + open[2]!);
    return end === undefined ? undefined : { start, end, quoted: true };
  }
  anchor.lastIndex = at;
  const start = at + (anchor.exec(text)?.[0].length ?? 0);
  const line = text.slice(start, start + limit);
  const end = start + ((rest ? restEnd : (bareEnds[format] ?? bareEnd)).exec(line)?.index ?? line.length);
  return end > start ? { start, end, quoted: false } : undefined;
}

function closing(text: string, start: number, quote: string): number | undefined {
  const end = Math.min(text.length, start + limit);
  for (let at = start; at < end; at++) {
    if (quote === "'" && at > start && /^''(?=[^\s,;)}\]])/.test(text.slice(at, at + 3))) {
      at++; // YAML, SQL and shells double a quote inside
      continue;
    }
    if (text.startsWith(quote, at)) return at > start ? at : undefined;
    const character = text[at];
    if (character === "\n" && quote.length < 3 && quote !== "`") return undefined;
    if (character === "\\" && quote[0] !== "\\") at++;
  }
  return undefined;
}
