import { every } from "./every.ts";
import type { Match, Source } from "./match.ts";
import { entropy } from "./values.ts";

// RFC 7468 and RFC 4880 armours; PuTTY's and OpenVPN's own. The body must follow, also where line ends are escaped.
const armour = /-{4,5} ?BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)? ?-{4,5}|-----BEGIN OpenVPN Static key V1-----/g;
const header =
  /(?:\\+[nr]|[\s"'`+,.>|#*/&;]|%0[AD]|&#\d+;|<br ?\/?>|(?:Proc-Type|DEK-Info|Version|Comment|Hash|Subject|Key-Info): ?[^\n\\]{0,100})*/y;
const body = /[A-Za-z0-9+/=]{16,}/y;
const others: readonly (readonly [rule: string, pattern: RegExp])[] = [
  [
    "putty-private-key",
    /(?:\bPuTTY-User-Key-File-\d: (?:[^\n]{0,200}\n){1,60}?)?\bPrivate-Lines: \d{1,3}\r?\n[A-Za-z0-9+/=]{20,}/g,
  ],
  ["age-secret-key", /\bAGE-SECRET-KEY-1[0-9A-Z]{50,}/gi],
  ["json-web-key", /(?<="d"\s?:\s?")[\w-]{40,}(?=")/g], // RFC 7518, 6.2.2.1
  [
    "der-private-key",
    /(?<![A-Za-z0-9+/])MI(?:I[A-Za-z0-9+/]{2}[A-Za-z0-9+/]{2}(?:IBAAK|ADANBgkqhkiG9w0BAQEFAAS)|G[A-Za-z0-9+/]AgEAMBMGByqGSM49|HcAgEBBC)[A-Za-z0-9+/=\\]{40,}/g,
  ],
];

/** Private keys, whole: in PEM as it is, indented, or with escaped line ends, and in other forms. */
export function privateKeys({ text }: Source): Match[] {
  const matches: Match[] = [];
  for (const found of every(text, armour)) {
    let at = found.index + found[0].length;
    header.lastIndex = at;
    at += header.exec(text)![0].length;
    body.lastIndex = at;
    const first = body.exec(text)?.[0];
    if (first === undefined || entropy(first) < 2.5) continue;
    const close = text.indexOf("-----END", at);
    const next = close < 0 ? -1 : text.indexOf("-----", close + 8);
    const end = next < 0 || next - at > 50_000 ? at + first.length : next + 5;
    matches.push({ rule: "private-key", start: found.index, end });
  }
  for (const [rule, pattern] of others) {
    for (const { index, 0: value } of every(text, pattern))
      matches.push({ rule, start: index, end: index + value.length });
  }
  return matches;
}
