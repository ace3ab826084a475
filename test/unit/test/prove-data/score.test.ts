import assert from "node:assert/strict";
import { parseRows, parseSums } from "../../../prove-data/read-found.ts";
import { ProofScore } from "../../../prove-data/score.ts";

const times = (seconds: number, downtime: number) => ({ seconds, update: seconds - 1, downtime });

describe("the score of the proof", () => {
  it("is complete when all of both kinds are as they should be", () => {
    const score = new ProofScore(1);
    score.add("run 1", false, { problems: [], times: times(20, 5) });
    assert.equal(score.complete, false);
    score.add("run 1", true, { problems: [] });
    assert.equal(score.complete, true);
    assert.match(score.text, /\nrestored 1 of 1, after kills 1 of 1$/);
  });

  it("is not with one that has a problem, which its line tells", () => {
    const score = new ProofScore(2);
    score.add("run 1", false, { problems: [], times: times(20, 5) });
    score.add("run 2", false, { problems: [], times: times(30, 9) });
    score.add("run 1", true, { problems: [] });
    assert.equal(score.add("run 2", true, { problems: ["row 3 is lost"] }), "run 2: WRONG\n  row 3 is lost");
    assert.equal(score.complete, false);
    assert.equal(
      score.text,
      `rollback with data: median 30.0 s, at most 30.0 s\nwithout an answer: median 9.0 s, at most 9.0 s\nrestored 2 of 2, after kills 1 of 2`,
    );
    assert.equal(score.fastest, 19);
  });

  it("has no figures, and counts nothing, where every rollback failed", () => {
    const score = new ProofScore(1);
    score.add("run 1", false, { problems: ["no"] });
    assert.equal(score.text, "restored 0 of 1, after kills 0 of 1");
  });
});

describe("what is read on the host", () => {
  it("is a row a line, and a sum a file", () => {
    assert.deepEqual(parseRows("1\t2\tab\n3\t4\tcd"), [
      { session: 1, number: 2, sha256: "ab" },
      { session: 3, number: 4, sha256: "cd" },
    ]);
    assert.deepEqual(parseRows(""), []);
    const sum = "a".repeat(64);
    assert.deepEqual([...parseSums(`${sum}  1-2\n`)], [["1-2", sum]]);
    assert.deepEqual([...parseSums("")], []);
  });
});
