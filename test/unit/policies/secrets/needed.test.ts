import assert from "node:assert/strict";
import { every } from "../../../../policies/secrets/every.ts";
import { mayHave } from "../../../../policies/secrets/has-text.ts";
import { neededText } from "../../../../policies/secrets/needed.ts";
import { needed, usedRules } from "../../../../policies/secrets/secretlint.ts";
import { readCorpus } from "../../../secrets-corpus/corpus.ts";

describe("what a text must have for a pattern to match", () => {
  const cases: [pattern: RegExp, needed: readonly string[] | undefined][] = [
    [/\bgh[po]_[A-Za-z0-9]{30}/g, ["ghp_", "gho_"]],
    [/\bgl(?:pat|dt)-[\w-]{16,}/g, ["glpat-", "gldt-"]],
    [/https?:\/\/x/g, ["http"]],
    [/AB|CD/g, ["ab", "cd"]],
    [/x{0,3}yz{2}/g, ["yz"]],
    [/(?<="d"\s?:)[\w-]{40,}(?=")/g, ['"d"']],
    [/(?<!ab)(?!cd)\$\{\w/g, ["${"]],
    [/ab?cd*ef/g, ["ef"]],
    [/(?:ab)?cd+e/g, ["cd"]],
    [/\x41bcd/g, ["bcd"]],
    [/[“]ab/g, ["ab"]],
    // nothing can be told
    [/ab|\d/g, undefined],
    [/[a-f]{32}:/g, undefined],
    [/(?:ab)*/g, undefined],
    [/(?i:ab)cd/g, undefined],
    [/\p{L}ab/gu, undefined],
  ];
  for (const [pattern, expected] of cases) {
    it(`is told of ${pattern}`, () => assert.deepEqual(neededText(pattern), expected));
  }

  it("is looked for without regard to capital letters, in texts of any characters", () => {
    const text = `${"ünï ".repeat(100)}GHP_`;
    assert.ok(mayHave(text, ["ghp_"]));
    assert.ok(!mayHave(text, ["gho_"]));
    assert.ok(mayHave(text, ["gho_", "p_"]));
  });

  it("leaves every match of a pattern in a long text", () => {
    const text = `${"an ordinary line\n".repeat(50)}Ghp_1 and ghP_2`;
    assert.equal(every(text, /ghp_\d/gi).length, 2);
    assert.equal(every(text, /ghp_\d/g).length, 0);
    assert.equal(every(text, /ordinary/g).length, 50);
  });

  it("is known of each rule of secretlint that is used, and of no other", () => {
    assert.deepEqual(Object.keys(needed).sort(), usedRules.toSorted());
  });

  it("is there wherever a pattern of the corpus' texts matches", () => {
    const patterns = [
      /password\s*[:=]/gi,
      /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
      /-----BEGIN [A-Z ]+-----/g,
      /:\/\/[^\s:@/]+:[^\s@/]+@/g,
    ];
    let matches = 0;
    for (const { content } of readCorpus()) {
      for (const pattern of patterns) {
        const found = [...content.matchAll(pattern)].length;
        matches += found;
        assert.equal(every(content, pattern).length, found);
      }
    }
    assert.ok(matches > 20);
  });
});
