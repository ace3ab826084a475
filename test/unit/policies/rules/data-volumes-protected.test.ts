import assert from "node:assert/strict";
import { dataVolumesProtected as rule } from "../../../../policies/rules/data-volumes-protected.ts";
import { inputs } from "../../../support/desired.ts";

describe(rule.name, () => {
  it("finds a volume that goes with its resource", () => {
    assert.match(
      rule.resource(inputs(rule.type!, { size: 8 }))[0]!,
      /by `DataVolume`, set the option `protect`, or `finalSnapshot: true`/,
    );
  });

  it("lets one be that the component of a stack's data declares, and no other component's", () => {
    assert.deepEqual(rule.resource(inputs(rule.type!, {}, { component: "seisei:index:DataVolume" })), []);
    assert.equal(rule.resource(inputs(rule.type!, {}, { component: "seisei:index:ComposeStack" })).length, 1);
  });

  it("lets one be that is protected, or that leaves a snapshot", () => {
    assert.deepEqual(rule.resource(inputs(rule.type!, {}, { protect: true })), []);
    assert.deepEqual(rule.resource(inputs(rule.type!, { finalSnapshot: true })), []);
  });
});
