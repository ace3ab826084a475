import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { allowance, parseAllowList } from "../../../../policies/secrets/allow.ts";

const parse = (text: string) => {
  const problems: string[] = [];
  return { list: parseAllowList("allow.yaml", text, "2026-11-24", problems), problems };
};
const entry = (rest: string) => `- path: docs/**\n  rule: bcrypt-hash\n${rest}`;
const until = "  expires: 2027-03-31\n";
const reason = "  reason: made up\n";

describe("the allow list", () => {
  it("lets through a rule in the files of a pattern, and nothing else", () => {
    const allow = allowance(parse(entry(reason + until)).list, (file) => file.replace("/top/", ""));
    assert.equal(allow("/top/docs/a/b.md", "bcrypt-hash", "x"), true);
    assert.equal(allow("/top/docs/a/b.md", "private-key", "x"), false);
    assert.equal(allow("/top/src/b.md", "bcrypt-hash", "x"), false);
  });

  it("lets through one value by its hash", () => {
    const sha256 = createHash("sha256").update("value").digest("hex");
    const { list, problems } = parse(`- {path: "**", sha256: ${sha256}, reason: made up, expires: 2026-11-24}`);
    assert.deepEqual(problems, []);
    const allow = allowance(list, (file) => file);
    assert.deepEqual([allow("a", "any", "value"), allow("a", "any", "other")], [true, false]);
  });

  it("names the entries that nothing asked for, with their lines, once all was looked at", () => {
    const list = [entry(reason + until), `- path: src/a.ts\n  rule: bcrypt-hash\n${reason}${until}`].join("");
    const allow = allowance(parse(list).list, (file) => file);
    allow("docs/a.md", "bcrypt-hash", "x");
    allow("src/a.ts", "private-key", "x");
    assert.deepEqual(allow.unused(), ["allow.yaml:5: path: nothing in src/a.ts needs this entry any more; remove it"]);
    allow("src/a.ts", "bcrypt-hash", "x");
    assert.deepEqual(allow.unused(), []);
  });

  const wrong: Record<string, [text: string, problem: RegExp]> = {
    "without a reason": [entry(until), /^allow\.yaml:1: reason: expected a text, got nothing/],
    "that has expired": [
      entry(`${reason}  expires: 2026-11-23\n`),
      /^allow\.yaml:4: expires: it was allowed until 2026-11-23/,
    ],
    "without an end": [entry(reason), /^allow\.yaml:1: expires: expected a text, got nothing/],
    "with no day": [entry(`${reason}  expires: soon\n`), /^allow\.yaml:4: expires: expected a day such as/],
    "for everything": [`- path: docs/**\n${reason}${until}`, /^allow\.yaml:1: rule: expected either rule or sha256/],
    "with a key of its own": [entry(`${reason}${until}  line: 3\n`), /^allow\.yaml:5: line: unknown key/],
  };
  for (const [what, [text, problem]] of Object.entries(wrong)) {
    it(`refuses an entry ${what}`, () => {
      const { list, problems } = parse(text);
      assert.deepEqual([list, problems.length], [[], 1]);
      assert.match(problems[0]!, problem);
    });
  }

  it("may be empty", () => assert.deepEqual(parse("# nothing\n"), { list: [], problems: [] }));
});
