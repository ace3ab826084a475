import assert from "node:assert/strict";
import { getSnapshots } from "../../../../../lab/plugins/aws/get-snapshots.ts";
import { fakeEc2 } from "./fake-ec2.ts";

const one = (id: string, second: number) => ({
  ...{ SnapshotId: id, VolumeId: "vol-1", VolumeSize: 20, State: "pending", Description: "main1.0.0" },
  ...{ StartTime: new Date(`2026-11-24T12:00:0${second}Z`), Tags: [{ Key: "Name", Value: id }] },
});
const asked = (Snapshots: object[]) => {
  const fake = fakeEc2({ describeSnapshots: { Snapshots } });
  return { ...getSnapshots(fake.api), requests: fake.asked };
};

describe("getSnapshotIds", () => {
  it("gives the ids of what EC2 finds, newest first", async () => {
    const { getSnapshotIds, requests } = asked([one("snap-1", 1), one("snap-3", 3), one("snap-2", 2)]);
    const filters = [{ name: "tag:Name", values: ["x"] }];
    assert.deepEqual((await getSnapshotIds({ filters, owners: ["self"] })).ids, ["snap-3", "snap-2", "snap-1"]);
    assert.deepEqual(requests, [
      [
        "describeSnapshots",
        {
          OwnerIds: ["self"],
          SnapshotIds: undefined,
          Filters: [{ Name: "tag:Name", Values: ["x"] }],
          NextToken: undefined,
        },
      ],
    ]);
  });

  it("gives none where nothing is found, and refuses what only the official plugin can do", async () => {
    assert.deepEqual((await asked([]).getSnapshotIds({})).ids, []);
    await assert.rejects(asked([]).getSnapshotIds({ region: "us-east-1" }), /^Error: region: not supported/);
  });
});

describe("getSnapshot", () => {
  it("gives the one snapshot with its state and tags", async () => {
    const { id, state, tags, arn, volumeId } = await asked([one("snap-1", 1)]).getSnapshot({ snapshotIds: ["snap-1"] });
    assert.deepEqual([id, state, tags, volumeId], ["snap-1", "pending", { Name: "snap-1" }, "vol-1"]);
    assert.equal(arn, "arn:aws:ec2:ap-northeast-1::snapshot/snap-1");
  });

  it("fails where none is found, or more than one", async () => {
    await assert.rejects(asked([]).getSnapshot({}), /returned no results/);
    await assert.rejects(asked([one("snap-1", 1), one("snap-2", 2)]).getSnapshot({}), /more than one result/);
  });
});
