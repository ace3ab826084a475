import assert from "node:assert/strict";
import { findMatches, findSecrets } from "../../../../policies/secrets/find.ts";
import { readCorpus } from "../../../secrets-corpus/corpus.ts";
import { score } from "../../../secrets-corpus/score.ts";

const files = readCorpus();
const found = await score(files, ({ path, content }) => findSecrets(path, content).map(({ line }) => line));

describe("the labelled corpus", () => {
  it("has 200 secrets of 40 kinds, and 200 look-alikes", () => {
    const labels = files.flatMap((file) => file.labels);
    const secrets = labels.filter(({ label }) => label !== "no");
    assert.ok(secrets.length >= 200, `${secrets.length} secrets`);
    assert.ok(new Set(secrets.map(({ kind }) => kind)).size >= 40);
    assert.ok(labels.length - secrets.length >= 200);
  });

  it("tells a finder that sees nothing, and one that sees everything", async () => {
    const blind = await score(files, () => []);
    assert.deepEqual(blind.found, { core: 0, context: 0, hard: 0 });
    const wild = await score(files, ({ content }) => content.split("\n").map((_, index) => index + 1));
    assert.equal(wild.alarms, 1);
  });

  it("is found: core 0.99, context 0.92, hard 0.65", () => {
    const missed = found.missed.join("\n");
    assert.ok(found.found.core >= 0.99, missed);
    assert.ok(found.found.context >= 0.92, missed);
    assert.ok(found.found.hard >= 0.65, missed);
  });

  it("gives at most 0.02 false alarms, and none on lines without a label", () => {
    assert.ok(found.alarms <= 0.02, found.cried.join("\n"));
    assert.deepEqual(found.elsewhere, []);
  });

  it("shows no secret in any finding", () => {
    for (const { path, content } of files) {
      const told = JSON.stringify(findSecrets(path, content));
      for (const { start, end } of findMatches(path, content)) {
        const value = content.slice(start, end);
        if (value.length >= 6) assert.ok(!told.includes(JSON.stringify(value).slice(1, -1)), `${path}: ${start}`);
      }
    }
  });
});
