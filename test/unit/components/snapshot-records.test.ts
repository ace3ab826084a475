import assert from "node:assert/strict";
import { byAge, snapshotRecord, snapshotState, snapshotTags } from "../../../components/snapshot-records.ts";

const told = {
  ...{ resource: "shop-data-main1.0.0-2", stack: "shop", holds: "main1.0.0", before: "main1.0.1" },
  ...{ commit: "c0", content: "f0", takenAt: "2026-11-24T12:00:00Z" },
};
const place = { id: "snap-1", volumeId: "vol-1" };
const parent = "urn:pulumi:prod::seisei::seisei:index:StackSnapshots";
const snapshot = (name: string, tags?: Record<string, string>) => ({
  [`${parent}$aws:ebs/snapshot:Snapshot::${name}`]: {
    type: "aws:ebs/snapshot:Snapshot",
    outputs: { arn: "arn:aws:ec2:ap-northeast-1::snapshot/snap-1", volumeId: "vol-1", tags },
  },
});
const component = (leaves: string[]) => ({
  [`${parent}::shop-snapshots`]: { type: "seisei:index:StackSnapshots", outputs: { leaves } },
});

describe("what is known of a snapshot", () => {
  it("is in its tags", () => {
    const tags = snapshotTags("seisei/prod", told);
    assert.deepEqual(snapshotRecord(told.resource, { ...place, tags }), { ...told, ...place });
  });

  it("is guessed from its name where a person took the tags off, so that it stays declared", () => {
    const { stack, holds, id } = snapshotRecord("shop-data-main1.0.0-2", place)!;
    assert.deepEqual([stack, holds, id], ["shop", "main1.0.0", "snap-1"]);
    assert.equal(snapshotRecord("by-hand", place), undefined);
  });

  it("is read from the resources of the state, with the mark of those that leave", () => {
    const resources = {
      ...component(["shop-data-main1.0.0-2"]),
      ...snapshot("shop-data-main1.0.0-2", snapshotTags("seisei/prod", told)),
      "urn:pulumi:prod::seisei::aws:ebs/snapshot:Snapshot::another-data-x-1": { type: "aws:ebs/snapshot:Snapshot" },
      [`${parent}$command:remote:Command::shop-quiesce`]: { type: "command:remote:Command" },
    };
    assert.deepEqual(snapshotState(resources), {
      records: [{ ...told, ...place, leaves: true }],
      ...{ stacks: ["shop"], quiesced: ["shop"] },
    });
  });

  it("is nothing where the state has none", () => {
    assert.deepEqual(snapshotState({}), { records: [], stacks: [], quiesced: [] });
  });

  it("is in the order of time, and of the numbers where the time is the same", () => {
    const at = (number: number, takenAt: string) =>
      snapshotRecord(`shop-data-v-${number}`, { ...place, tags: { "seisei:taken": takenAt } })!;
    const records = [at(10, "2026-11-24"), at(9, "2026-11-24"), at(2, "2026-11-25"), at(1, "2026-11-23")];
    assert.deepEqual(
      byAge(records).map(({ resource }) => resource),
      ["shop-data-v-1", "shop-data-v-9", "shop-data-v-10", "shop-data-v-2"],
    );
  });
});
