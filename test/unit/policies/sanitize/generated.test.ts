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

/** A file with secrets among other things, before and as it must be afterwards. */
function generated(seed: number) {
  const next = numbers(seed);
  const one = <T>(list: readonly T[]): T => list[next(list.length)]!;
  const newline = one(["\n", "\r\n"]);
  const format = one(["env", "ini", "yaml", "yaml list", "json"]);
  const secrets: string[] = [];
  const entries = Array.from({ length: 1 + next(12) }, (_, index) => {
    if (next(2) === 0) return [`${one(plain)[0]}_${index}`, one(plain)[1]] as const;
    const value = `${Array.from({ length: 20 + next(20) }, () => one(letters.split(""))).join("")}9Xq`;
    secrets.push(value);
    const url = next(4) === 0;
    return url
      ? ([`ADDRESS_${index}`, `postgres://odoo:${value}@db:5432/x`] as const)
      : ([`${one(secretNames)}_${index}`, value] as const);
  });
  const comment = () => (next(4) === 0 ? one(["", " # was 8", "   # see docs"]) : "");
  const quote = () => one(["", '"', "'"]);
  const row = (name: string, value: string, separator: string, quotes = quote()) =>
    `${name}${separator}${quotes}${value}${quotes}`;
  const lines: Record<string, () => string[]> = {
    env: () => entries.map(([name, value]) => one(["", "export "]) + row(name, value, "=") + comment()),
    ini: () => ["[options]", ...entries.map(([name, value]) => row(name, value, " = ", "")), "; end"],
    yaml: () => ["web:", ...entries.map(([name, value]) => `  ${row(name, value, ": ")}${comment()}`)],
    "yaml list": () => [
      "environment:",
      ...entries.map(([name, value]) => `  - ${row(name, value, "=", "")}${comment()}`),
    ],
    json: () => [
      "{",
      ...entries.map(([name, value], index) => `\t"${name}": "${value}"${index < entries.length - 1 ? "," : ""}`),
      "}",
    ],
  };
  const before = [...lines[format]!(), ""].join(newline);
  const after = secrets.reduce((text, secret) => text.replaceAll(secret, "REDACTED"), before);
  const file = { env: "a.env", ini: "a.ini", yaml: "a.yml", "yaml list": "b.yaml", json: "a.json" }[format]!;
  const encoding = one(["utf8", "utf8", "utf16le"] as const);
  const mark = encoding === "utf16le" ? "\ufeff" : one(["", "\ufeff"]);
  const bytes = (text: string) => Buffer.from(mark + text, encoding);
  return { file, format, secrets, before: bytes(before), after: bytes(after), text: after };
}

describe("sanitize, over 600 generated files", () => {
  it("takes every secret, leaves every other byte, and changes nothing the second time", () => {
    let planted = 0;
    for (let seed = 1; seed <= 600; seed++) {
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
    assert.ok(planted > 1500, `${planted} secrets are too few to say anything`);
  });
});
