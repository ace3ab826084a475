import assert from "node:assert/strict";
import { snapshotsRetained as rule } from "../../../../policies/rules/snapshots-retained.ts";
import { inputs } from "../../../support/desired.ts";

describe(rule.name, () => {
  it("finds a snapshot that an update may delete", () => {
    assert.match(rule.resource(inputs(rule.type!, {}))[0]!, /`protect`/);
  });

  it("lets one be that the component of a stack's snapshots declares, and no other component's", () => {
    assert.deepEqual(rule.resource(inputs(rule.type!, {}, { component: "seisei:index:StackSnapshots" })), []);
    assert.equal(rule.resource(inputs(rule.type!, {}, { component: "seisei:index:DataVolume" })).length, 1);
  });

  it("lets a protected one be", () => assert.deepEqual(rule.resource(inputs(rule.type!, {}, { protect: true })), []));
});
