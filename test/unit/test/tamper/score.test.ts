import assert from "node:assert/strict";
import { Score } from "../../../tamper/score.ts";

describe("the score of the tamper suite", () => {
  it("counts, and ends with one line", () => {
    const score = new Score();
    score.told("a", "file x", undefined);
    score.repaired("a", undefined);
    score.quiet("c", "");
    assert.deepEqual([score.misses, score.text], [[], "found 1 of 1, repaired 1 of 1, false alarms 0 of 1"]);
  });

  it("says of each miss what was expected and what came", () => {
    const score = new Score();
    score.told("a", "file x", "nothing");
    score.repaired("a", "the finding is still there");
    score.quiet("c", "shop: file y: missing");
    assert.match(score.text, /^a\n {4}expected {2}file x\n {4}got {7}nothing\n\na\n/);
    assert.match(score.text, /\nfound 0 of 1, repaired 0 of 1, false alarms 1 of 1$/);
    assert.equal(score.misses.length, 3);
  });
});
