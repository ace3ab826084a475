import assert from "node:assert/strict";
import { goals, goalsText } from "../../../bench/goals.ts";
import { type Measure, operations } from "../../../bench/operations.ts";
import { median, Results } from "../../../bench/results.ts";
import { tableText } from "../../../bench/table.ts";

/** Results with one sample a measure. */
function resultsOf(seconds: Partial<Record<Measure, number>>, connections = 1): Results {
  const results = new Results();
  for (const [measure, value] of Object.entries(seconds)) {
    results.add(measure as Measure, 10, { seconds: value, connections, started: 7.4 });
  }
  return results;
}

describe("the bench's results", () => {
  it("takes the middle value, whatever order the rounds came in", () => {
    assert.equal(median([9, 1, 10]), 9);
    assert.equal(median([4, 1, 2, 10]), 3);
    assert.equal(median([]), Number.NaN);
  });

  it("summarizes every operation by number of stacks, and the connections likewise", () => {
    const results = resultsOf({ preview: 2 });
    results.add("preview", 10, { seconds: 4, connections: 1, started: 0 });
    results.add("preview", 10, { seconds: 2.5004, connections: 1, started: 0 });
    const summary = results.summary([10]);
    assert.deepEqual(Object.keys(summary), [...Object.keys(operations), "connections"]);
    assert.deepEqual(summary.preview, { 10: 2.5 });
    assert.deepEqual((summary.connections as Record<string, unknown>).preview, { 10: 1 });
  });

  it("shows each row beside the empty program and the preview", () => {
    const lines = tableText(resultsOf({ emptyPreview: 1, preview: 2, up: 3 }), [10]).split("\n");
    const row = lines.find((line) => line.startsWith("up, nothing changed"));
    assert.match(row ?? "", /3\.00 s +3\.00 +1\.50 +1 +7$/);
  });
});

describe("the bench's verdicts", () => {
  const verdict = (results: Results, claim: string) =>
    goalsText(goals(results))
      .split("\n")
      .find((line) => line.includes(claim))
      ?.split(" ")[0];

  it("reaches a limit that is just met, and misses one that is not", () => {
    assert.equal(verdict(resultsOf({ emptyPreview: 1, preview: 2 }), "an empty program's"), "reached");
    assert.equal(verdict(resultsOf({ emptyPreview: 1, preview: 2.01 }), "an empty program's"), "missed");
  });

  it("judges an upgrade by what it takes beyond the preview and the typed command", () => {
    const parts = { preview: 2, typedUpgrade: 1 };
    assert.equal(verdict(resultsOf({ ...parts, upgradeOne: 5 }), "upgrading one"), "reached");
    assert.equal(verdict(resultsOf({ ...parts, upgradeOne: 5.1 }), "upgrading one"), "missed");
  });

  it("counts connections, not only time", () => {
    assert.equal(verdict(resultsOf({ preview: 1 }, 1), "connections of a preview"), "reached");
    assert.equal(verdict(resultsOf({ preview: 1 }, 2), "connections of a preview"), "missed");
  });

  it("never calls reached what was not measured", () => {
    assert.equal(verdict(resultsOf({ preview: 1 }), "Ansible"), "not");
  });
});
