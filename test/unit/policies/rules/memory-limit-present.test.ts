import assert from "node:assert/strict";
import { memoryLimitPresent as rule } from "../../../../policies/rules/memory-limit-present.ts";
import { judge } from "../../../support/desired.ts";

describe(rule.name, () => {
  it("finds a service without one", () => {
    assert.match(judge(rule, ["deploy: {replicas: 2}"])[0]!, /services\.web: expected a memory limit, got none; add/);
  });

  it("takes both ways to write it", () => {
    assert.deepEqual(judge(rule, ["mem_limit: 64m"]), []);
    assert.deepEqual(judge(rule, ["deploy: {resources: {limits: {memory: 64m}}}"]), []);
  });
});
