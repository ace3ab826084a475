import { every } from "./every.ts";
import type { Match, Source } from "./match.ts";
import { aiTokens, cloudTokens, codeTokens, saasTokens, webhooks } from "./token-forms.ts";
import { isDocumented } from "./documented.ts";
import { entropy } from "./values.ts";

/** A token that its form alone makes known. */
export interface TokenForm {
  readonly rule: string;
  readonly pattern: RegExp;
  /** Stands in each; looked for first where the pattern alone is slow. */
  readonly literal?: string;
}

const forms: readonly TokenForm[] = [...codeTokens, ...cloudTokens, ...aiTokens, ...saasTokens, ...webhooks];

/** Tokens that begin, or are built, as their issuer documents. */
export function tokens({ text }: Source): Match[] {
  const matches: Match[] = [];
  for (const { rule, pattern, literal } of forms) {
    if (literal && !text.includes(literal)) continue;
    for (const { index, 0: value } of every(text, pattern)) {
      if (!isDocumented(value) && !isFiller(value))
        matches.push({ rule, start: index, end: index + value.length, publicPrefix: true });
    }
  }
  return matches;
}

/** `ghp_xxxxxxxx`, `sk-your-key-here-1234`: the form of a token, and nothing in it. */
export function isFiller(value: string): boolean {
  const rest = value.slice(Math.min(8, value.length >> 2));
  return (
    /x{6,}|X{6,}|\*{3,}|\.{3,}|0{10,}|(?:^|[-_.])(?:your|example|placeholder|redacted|replace|changeme|dummy|insert|sample)(?:[-_.]|$)|EXAMPLE/i.test(
      rest,
    ) || entropy(rest) < 2.2
  );
}
