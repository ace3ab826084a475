import assert from "node:assert/strict";
import { dataVolumesProtected as rule } from "../../../../policies/rules/data-volumes-protected.ts";
import { inputs } from "../../../support/desired.ts";

describe(rule.name, () => {
  it("finds a volume that goes with its resource", () => {
    assert.match(rule.resource(inputs(rule.type!, { size: 8 }))[0]!, /`protect`, or `finalSnapshot: true`/);
  });

  it("lets one be that is protected, or that leaves a snapshot", () => {
    assert.deepEqual(rule.resource(inputs(rule.type!, {}, { protect: true })), []);
    assert.deepEqual(rule.resource(inputs(rule.type!, { finalSnapshot: true })), []);
  });
});
