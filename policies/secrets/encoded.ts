import { every } from "./every.ts";
import { assignments } from "./assignments.ts";
import { hashes } from "./hashes.ts";
import type { Match, Source } from "./match.ts";
import { privateKeys } from "./private-keys.ts";
import { tokens } from "./tokens.ts";
import { urls } from "./urls.ts";
import { isHarmless } from "./values.ts";

const run = /(?<![A-Za-z0-9+/_=-])(?:[A-Za-z0-9+/]{16,}|[\w-]{16,})={0,2}(?![A-Za-z0-9+/_=-])/g;
/** What comes before `user:password` in base64: RFC 7617, Docker's and npm's configuration. */
const credentials =
  /(?:\bBasic\s{1,3}|["']?\b_?auth["']?\s{0,3}[:=]\s{0,3}["']?|basic[-_]?auth["']?\s{0,3}[:=]\s{0,3}["']?)$/i;

/** Secrets in base64. */
export function encoded(source: Source): Match[] {
  const { text } = source;
  const matches: Match[] = [];
  for (const { index, 0: value } of every(text, run)) {
    // Binary contents and texts that are longer than any key are not decoded whole.
    if (value.startsWith("eyJ") && value.length < 40) continue;
    const content = Buffer.from(value.slice(0, 12_000), "base64");
    if (!isText(content)) continue;
    const decoded = content.toString();
    const end = index + value.length;
    const [, password] = /^[^:\s]{1,100}:([^:\n]{3,200})$/.exec(decoded.trim()) ?? [];
    if (password !== undefined && credentials.test(text.slice(Math.max(0, index - 40), index))) {
      if (!isHarmless(password)) matches.push({ rule: "basic-auth", start: index, end });
      continue;
    }
    const inner: Source = { file: "", format: /^\s*[{[]/.test(decoded) ? "json" : "env", text: decoded };
    if ([privateKeys, tokens, urls, hashes, assignments].some((rules) => rules(inner).length > 0)) {
      matches.push({ rule: "encoded-secret", start: index, end });
    }
  }
  return matches;
}

function isText(content: Buffer): boolean {
  for (const byte of content) if (byte > 126 || (byte < 32 && byte !== 10 && byte !== 13 && byte !== 9)) return false;
  return content.length >= 8;
}
