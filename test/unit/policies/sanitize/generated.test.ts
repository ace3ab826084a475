import assert from "node:assert/strict";
import { parseDocument } from "yaml";
import { sanitize } from "../../../../policies/sanitize/sanitize.ts";

/** The same numbers in every run (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
const secretNames = ["DB_PASSWORD", "admin_passwd", "API_TOKEN", "jwt_secret", "SMTP_PASS", "stripe_api_key"];
const plain: [name: string, value: string][] = [
  ["IMAGE", `web:1.2@sha256:${"0f".repeat(32)}`],
  ["POSTGRES_USER", "odoo"],
  ["PASSWORD_FILE", "/run/secrets/db"],
  ["COMMIT", "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f2"],
  ["WORKERS", "4"],
  ["GREETING", "Grüße 世界"],
];

const word = (edge: string) => ["-----", edge, " RSA PRIVATE", " KEY-----"].join("");
/** How each format writes a text of several lines. */
const block: Record<string, (name: string, lines: string[], newline: string) => string> = {
  env: (name, lines, newline) => `${name}="${lines.join(newline)}"`,
  yaml: (name, lines, newline) => [`  ${name}: |`, ...lines.map((line) => `    ${line}`)].join(newline),
  json: (name, lines) => `\t"${name}": "${lines.join("\\n")}\\n"`,
};

/** A file with secrets among other things, before and as it must be afterwards. */
function generated(seed: number) {
  const next = numbers(seed);
  const one = <T>(list: readonly T[]): T => list[next(list.length)]!;
  const random = (length: number) => Array.from({ length }, () => one(letters.split(""))).join("");
  const newline = one(["\n", "\r\n"]);
  const format = one(["env", "ini", "yaml", "yaml list", "json"]);
  const secrets: string[] = [];
  const written: Record<string, (name: string, value: string) => string> = {
    env: (name, value) => `${one(["", "export "])}${row(name, value, "=")}${comment()}`,
    ini: (name, value) => row(name, value, " = ", ""),
    yaml: (name, value) => `  ${row(name, value, ": ")}${comment()}`,
    "yaml list": (name, value) => `  - ${row(name, value, "=", "")}${comment()}`,
    json: (name, value) => `\t"${name}": "${value}"`,
  };
  const comment = () => (next(4) === 0 ? one(["", " # was 8", "   # see docs"]) : "");
  const row = (name: string, value: string, separator: string, quote = one(["", '"', "'"])) =>
    `${name}${separator}${quote}${value}${quote}`;
  const entry = (index: number): string => {
    const kind = next(8);
    if (kind < 3) return written[format]!(`${one(plain)[0]}_${index}`, one(plain)[1]);
    if (kind === 3 && format in block) {
      const lines = [word("BEGIN"), random(64), random(64), `${random(10)}==`, word("END")];
      const indent = { yaml: "    " }[format] ?? "";
      secrets.push(lines.join(format === "json" ? "\\n" : newline + indent));
      return block[format]!(`TLS_${index}`, lines, newline);
    }
    const value = kind === 4 && secrets[0]?.length === 43 ? secrets[0] : `${random(40)}9Xq`;
    secrets.push(value);
    return kind === 5
      ? written[format]!(`ADDRESS_${index}`, `postgres://odoo:${value}@db:5432/x`)
      : written[format]!(`${one(secretNames)}_${index}`, value);
  };
  const entries = Array.from({ length: 1 + next(12) }, (_, index) => entry(index));
  const lines: Record<string, string[]> = {
    env: entries,
    ini: ["[options]", ...entries, "; end"],
    yaml: ["web:", ...entries],
    "yaml list": ["environment:", ...entries],
    json: ["{", ...entries.map((text, index) => (index < entries.length - 1 ? `${text},` : text)), "}"],
  };
  const before = [...lines[format]!, ""].join(newline);
  const after = secrets.reduce((text, secret) => text.replaceAll(secret, "REDACTED"), before);
  const file = { env: "a.env", ini: "a.ini", yaml: "a.yml", "yaml list": "b.yaml", json: "a.json" }[format]!;
  const encoding = one(["utf8", "utf8", "utf16le"] as const);
  const mark = encoding === "utf16le" ? "\ufeff" : one(["", "\ufeff"]);
  const bytes = (text: string) => Buffer.from(mark + text, encoding);
  return { file, format, secrets, before: bytes(before), after: bytes(after), text: after };
}

describe("sanitize, over 400 generated files", () => {
  it("takes every secret, leaves every other byte, and changes nothing the second time", () => {
    let planted = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const { file, format, secrets, before, after, text } = generated(seed);
      planted += secrets.length;
      const { content = before, problem } = sanitize(file, before)!;
      const label = `seed ${seed}, ${format}`;
      assert.equal(problem, undefined, label);
      assert.equal(content.toString(), after.toString(), label);
      assert.ok(content.equals(after), label);
      assert.equal(sanitize(file, content)?.content, undefined, `${label}: a second run changes it`);
      if (format === "json") JSON.parse(text);
      if (format.startsWith("yaml")) assert.deepEqual(parseDocument(text).errors, [], label);
    }
    assert.ok(planted > 1000, `${planted} secrets are too few to say anything`);
  }).timeout(30_000);
});
