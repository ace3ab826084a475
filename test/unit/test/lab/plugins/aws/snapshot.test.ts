import assert from "node:assert/strict";
import { snapshot } from "../../../../../lab/plugins/aws/snapshot.ts";
import { ec2Error, fakeEc2 } from "./fake-ec2.ts";

const urn = "urn:pulumi:s::p::aws:ebs/snapshot:Snapshot::before";
const inputs = { volumeId: "vol-1", description: "main1.0.0, before main1.0.1" };
const found = (State: string) => ({ Snapshots: [{ SnapshotId: "snap-1", VolumeId: "vol-1", VolumeSize: 20, State }] });
const create = (state: string) =>
  snapshot(fakeEc2({ createSnapshot: { SnapshotId: "snap-1" }, describeSnapshots: found(state) }).api).create({
    ...{ urn, inputs, preview: false, timeout: 0 },
  });

describe("Snapshot", () => {
  it("is created when it is completed, not when it has failed", async () => {
    const { id, outputs } = await create("completed");
    assert.deepEqual([id, outputs.volumeSize], ["snap-1", 20]);
    await assert.rejects(create("error"), /unexpected state 'error', wanted target 'completed'/);
  });

  it("is replaced for another volume or description, and tagged in place", async () => {
    const diff = (news: object) =>
      snapshot(fakeEc2({}).api).diff!({
        ...{ urn, id: "snap-1", oldInputs: inputs, oldOutputs: {}, news: { ...inputs, ...news }, ignoreChanges: [] },
      });
    assert.deepEqual((await diff({ description: "other" })).replaces, ["description"]);
    assert.deepEqual((await diff({ volumeId: "vol-2" })).replaces, ["volumeId"]);
    const tagged = await diff({ tags: { stack: "shop" } });
    assert.deepEqual([tagged.changes, tagged.replaces], [["tags"], []]);
  });

  it("is gone only when EC2 says so", async () => {
    const read = (code: string) =>
      snapshot(fakeEc2({ describeSnapshots: ec2Error(code) }).api).read!({ urn, id: "snap-1", inputs, outputs: {} });
    assert.equal(await read("InvalidSnapshot.NotFound"), undefined);
    await assert.rejects(read("RequestLimitExceeded"));
  });
});
