import { RuleError } from "./rule-error.ts";

/** A word, a string (its value), or a sign of a rule. */
export interface Token {
  readonly kind: "name" | "string" | "other" | "end" | "&&" | "||" | "!" | "(" | ")" | ",";
  readonly text: string;
  /** Index in the rule. */
  readonly at: number;
}

const token =
  /(?<space>[ \t\r]+|\/\*.*?\*\/)|(?<line>\n|\/\/[^\n]*)|(?<name>[\p{L}_][\p{L}\p{Nd}_]*)|(?<raw>`[^`]*`)|(?<quoted>"(?:[^"\\\n]|\\[^\n])*")|(?<sign>&&|\|\||[!(),])|(?<other>.)/suy;

/**
 * Parts a rule as Traefik does, which reads it as an expression of Go: a line may end only where it cannot be complete.
 * @throws RuleError
 */
export function tokens(rule: string): Token[] {
  const found: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < rule.length) {
    const at = token.lastIndex;
    const [text, groups] = take(rule);
    const last = found.at(-1)?.kind ?? "(";
    if (groups.line !== undefined && !["name", "string", ")"].includes(last)) continue;
    if (groups.line !== undefined) {
      if (rule.slice(at).replace(/\/\*.*?\*\/|\/\/[^\n]*|\s+/gs, "") === "") break;
      throw new RuleError(at, "expected the rule to go on in this line, got its end; put && or || at the line's end");
    }
    if (groups.name !== undefined) found.push({ kind: "name", text, at });
    else if (groups.raw !== undefined) found.push({ kind: "string", text: text.slice(1, -1).replaceAll("\r", ""), at });
    else if (groups.quoted !== undefined) found.push({ kind: "string", text: unquoted(text, at), at });
    else if (groups.sign !== undefined) found.push({ kind: text as Token["kind"], text, at });
    else if (groups.other !== undefined) found.push({ kind: "other", text, at });
  }
  return [...found, { kind: "end", text: "", at: rule.length }];
}

function take(rule: string): [text: string, groups: Partial<Record<string, string>>] {
  const match = token.exec(rule)!;
  return [match[0], match.groups!];
}

const simple: Readonly<Record<string, string>> = {
  ...{ a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", "\\": "\\", '"': '"' },
};

/** Go's escapes. https://go.dev/ref/spec#String_literals */
function unquoted(literal: string, at: number): string {
  const pattern = /\\(?:([abfnrtv\\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gsu;
  return literal.slice(1, -1).replace(pattern, (text, known, hex, octal, short, long, unknown, offset: number) => {
    if (known) return simple[known]!;
    const code = octal ? Number.parseInt(octal, 8) : Number.parseInt(hex ?? short ?? long, 16);
    if (unknown !== undefined || code > 0x10ffff) {
      throw new RuleError(
        at + 1 + offset,
        `expected an escape of Go, got ${text}; put the value between backquotes, where nothing is escaped`,
      );
    }
    return String.fromCodePoint(code);
  });
}
