import assert from "node:assert/strict";
import { parseHistory } from "../../../../cli/audit/history.ts";

/** As engine 3.259 prints it, shortened. */
const entry = {
  ...{ version: 0, kind: "update", startTime: "2026-11-24T10:31:23.000Z", endTime: "2026-11-24T10:31:40.000Z" },
  ...{ message: "hotfix", result: "succeeded", resourceChanges: { create: 2, same: 17, update: 1 } },
  environment: { "git.head": "4a128b9", "git.dirty": "true", "pulumi.flag.message": "set" },
  config: {
    "seisei:release": { value: "main1.0.0", secret: false },
    "seisei:pins": { value: '{"shop":"main0.9.0"}', objectValue: { shop: "main0.9.0" }, secret: false },
    "seisei:hosts": { value: '{"app-1":{"address":"203.0.113.7"}}', secret: false },
    "seisei:secrets": { value: "canary", secret: true },
  },
};
const parse = (...entries: unknown[]) => parseHistory(JSON.stringify(entries));

describe("parseHistory", () => {
  it("takes release and pins from the configuration, and nothing else of it", () => {
    const [operation] = parse(entry);
    assert.equal(operation!.release, "main1.0.0");
    assert.deepEqual(operation!.pins, { shop: "main0.9.0" });
    assert.doesNotMatch(JSON.stringify(operation), /canary|203\.0\.113/);
  });

  it("does not take a release that is secret", () => {
    const [operation] = parse({ ...entry, config: { "seisei:release": { value: "canary", secret: true } } });
    assert.equal(operation!.release, undefined);
  });

  it("puts the oldest first, and counts what was changed", () => {
    const later = { ...entry, startTime: "2026-11-25T00:00:00.000Z", result: "failed", resourceChanges: { same: 20 } };
    const operations = parse(later, entry);
    assert.deepEqual(
      operations.map(({ result, changes }) => [result, changes]),
      [
        ["succeeded", 3],
        ["failed", 0],
      ],
    );
  });

  it("takes a message that a person gave, not the commit's subject that the engine puts there", () => {
    assert.equal(parse(entry)[0]!.message, "hotfix");
    assert.equal(parse({ ...entry, environment: {} })[0]!.message, undefined);
  });

  it("calls an update without an end one in progress", () => {
    const { endTime: _, ...running } = entry;
    const [operation] = parse({ ...running, result: "in-progress" });
    assert.deepEqual([operation!.result, operation!.end], ["in progress", undefined]);
  });

  it("refuses what is no history", () => {
    assert.throws(() => parseHistory("no stack"), { name: "UserError", message: /pulumi stack history.*expected/ });
    assert.throws(() => parseHistory("{}"), { name: "UserError" });
  });
});
