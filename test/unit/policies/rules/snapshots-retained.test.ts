import assert from "node:assert/strict";
import { snapshotsRetained as rule } from "../../../../policies/rules/snapshots-retained.ts";
import { inputs } from "../../../support/desired.ts";

describe(rule.name, () => {
  it("finds a snapshot that an update may delete", () => {
    assert.match(rule.resource(inputs(rule.type!, {}))[0]!, /`protect`/);
  });

  it("lets a protected one be", () => assert.deepEqual(rule.resource(inputs(rule.type!, {}, { protect: true })), []));
});
