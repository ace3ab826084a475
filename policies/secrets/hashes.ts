import { every } from "./every.ts";
import type { Match, Source } from "./match.ts";

// crypt(5), Apache's htpasswd, Argon2's and LDAP's forms. Compose files double each dollar sign.
const patterns: readonly (readonly [rule: string, pattern: RegExp])[] = [
  ["htpasswd-hash", /\$\$?apr1\$\$?[./A-Za-z0-9]{1,8}\$\$?[./A-Za-z0-9]{20,22}/g],
  ["bcrypt-hash", /\$\$?2[abxy]?\$\$?\d\d\$\$?[./A-Za-z0-9]{50,53}/g],
  [
    "crypt-hash",
    /\$\$?(?:1|5|6|7|y|gy|md5)\$\$?(?:(?:rounds=)?\d+\$\$?|j\w+\$\$?)?[./A-Za-z0-9+=]{1,32}\$\$?[./A-Za-z0-9+]{22,}/g,
  ],
  [
    "argon2-hash",
    /\$\$?argon2(?:id|i|d)\$\$?v=\d+\$\$?m=\d+,t=\d+,p=\d+\$\$?[A-Za-z0-9+/]{8,}\$\$?[A-Za-z0-9+/]{16,}/g,
  ],
  ["htpasswd-hash", /\{S?SHA(?:256|384|512)?\}[A-Za-z0-9+/]{20,}={0,2}/g],
  [
    "pbkdf2-hash",
    /\bpbkdf2[_:]sha\d+[$:]\d+\$[\w./+-]{4,}\$[A-Za-z0-9+/=]{20,}|\$pbkdf2-sha\d+\$\d+\$[\w./+]+\$[\w./+]{20,}/g,
  ],
  ["scram-verifier", /\bSCRAM-SHA-\d+\$\d+:[A-Za-z0-9+/=]{8,}\$[A-Za-z0-9+/=]{20,}:[A-Za-z0-9+/=]{20,}/g],
  ["mysql-hash", /(?<![A-F0-9*])\*[A-F0-9]{40}\b/g], // mysql_native_password
  // user:realm:MD5, a line of its own in htdigest's files
  ["digest-auth-hash", /(?<![\w.-])[\w.-]{1,64}:[\w .-]{1,64}:[\da-f]{32}(?=["']?[ \t\r]*$)/gm],
];

/** Hashes of passwords: a weak password is found from its hash. */
export function hashes({ text }: Source): Match[] {
  return patterns.flatMap(([rule, pattern]) =>
    every(text, pattern)
      .filter(({ 0: value }) => !/(.)\1{7,}/.test(value))
      .map(({ index, 0: value }) => ({ rule, start: index, end: index + value.length })),
  );
}
