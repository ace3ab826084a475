import assert from "node:assert/strict";
import { sanitize } from "../../../../policies/sanitize/sanitize.ts";
import { findMatches } from "../../../../policies/secrets/find.ts";
import { readCorpus } from "../../../secrets-corpus/corpus.ts";

/** What in a file is no secret: lines on which the finder sees none. */
const plainLines = (path: string, text: string) => {
  const matches = findMatches(path, text);
  let at = 0;
  return text.split("\n").filter((line) => {
    const [start, end] = [at, at + line.length];
    at = end + 1;
    return matches.every((match) => match.end <= start || match.start > end);
  });
};

describe("sanitize, over the labelled corpus", () => {
  for (const { path, content } of readCorpus()) {
    it(`leaves no secret in ${path}, and every line without one`, () => {
      const { findings, content: after, problem } = sanitize(path, Buffer.from(content))!;
      assert.equal(problem, undefined);
      if (findings.length === 0) return assert.deepEqual(findMatches(path, content), []);
      const text = after!.toString();
      assert.deepEqual(findMatches(path, text), []);
      assert.equal(sanitize(path, after!)?.content, undefined);
      for (const { start, end } of findMatches(path, content)) {
        const value = content.slice(start, end);
        if (value.length >= 12) assert.ok(!text.includes(value), "a secret is still there");
      }
      const kept = text.split("\n");
      for (const line of plainLines(path, content)) assert.ok(kept.includes(line), `lost: ${line}`);
    });
  }
});
