import assert from "node:assert/strict";
import type { DeployedStack } from "../../../components/ledger.ts";
import { planSnapshots } from "../../../components/snapshot-plan.ts";
import type { SnapshotRecord } from "../../../components/snapshot-records.ts";

const commits = { "main1.0.0": "c0", "main1.0.1": "c1" };
const now = new Date("2026-11-24T12:00:00Z");

const record = (holds: string, number: number, more: Partial<SnapshotRecord> = {}): SnapshotRecord => ({
  ...{ resource: `shop-data-${holds}-${number}`, stack: "shop", volumeId: "vol-1", id: `snap-${number}`, holds },
  ...{ before: "next", commit: "c", content: `content of ${holds}`, takenAt: `2026-11-0${number}T12:00:00Z`, ...more },
});
const runs = (release: string): DeployedStack => ({ release, content: `content of ${release}`, generation: 3 });
function plan(
  release: string,
  deployed: DeployedStack | undefined,
  records: readonly SnapshotRecord[] = [],
  restores = false,
) {
  const retention = { keep: 2, keepDays: 0 };
  const wanted = { name: "shop", release, content: `content of ${release}`, retention };
  return planSnapshots(wanted, records, deployed, restores, commits, now);
}
const names = (records: readonly SnapshotRecord[]) =>
  records.map(({ resource, leaves }) => `${resource}${leaves ? " leaves" : ""}`);

describe("the snapshots of an update", () => {
  it("take one of the release that runs, before another one comes", () => {
    assert.deepEqual(plan("main1.0.1", runs("main1.0.0")).take, {
      ...{ resource: "shop-data-main1.0.0-1", stack: "shop", holds: "main1.0.0", before: "main1.0.1" },
      ...{ commit: "c0", content: "content of main1.0.0" },
    });
  });

  it("take none for the first deploy, for a repair, or for a release that leaves the stack as it is", () => {
    assert.equal(plan("main1.0.0", undefined).take, undefined);
    assert.equal(plan("main1.0.0", runs("main1.0.0")).take, undefined);
    const same = { ...runs("main1.0.0"), content: "content of main1.0.1" };
    assert.equal(plan("main1.0.1", same).take, undefined);
  });

  it("take one when only the data are replaced", () => {
    assert.equal(plan("main1.0.0", runs("main1.0.0"), [], true).take?.before, "main1.0.0");
  });

  it("take another one each time, after a failed update, too, and after one that somebody deleted", () => {
    const records = [record("main1.0.0", 1), record("main1.0.0", 7, { gone: true })];
    const { take, declared } = plan("main1.0.1", runs("main1.0.0"), records);
    assert.equal(take?.resource, "shop-data-main1.0.0-8");
    assert.deepEqual(names(declared), ["shop-data-main1.0.0-1"]);
  });

  it("no longer have what somebody deleted, whatever else they do", () => {
    const records = [record("main1.0.0", 1), record("main1.0.1", 2, { gone: true })];
    assert.deepEqual(names(plan("main1.0.0", runs("main1.0.0"), records).declared), ["shop-data-main1.0.0-1"]);
  });

  it("mark what is too many, and drop it with the next one", () => {
    const first = plan("v4", runs("v3"), [record("v1", 1), record("v2", 2)]);
    assert.deepEqual(names(first.declared), ["shop-data-v1-1 leaves", "shop-data-v2-2"]);
    const second = plan("v5", runs("v4"), [...first.declared, record("v3", 3)]);
    assert.deepEqual(names(second.declared), ["shop-data-v2-2 leaves", "shop-data-v3-3"]);
  });

  it("leave the marks as they are when none is taken", () => {
    const records = [record("v1", 1, { leaves: true }), record("v2", 2)];
    assert.deepEqual(plan("v3", runs("v3"), records).declared, records);
  });

  it("take a mark away from what is wanted again", () => {
    const records = [record("v1", 1, { leaves: true }), record("v2", 2), record("v3", 3)];
    assert.deepEqual(names(plan("v1", runs("v4"), records).declared), [
      ...["shop-data-v1-1", "shop-data-v2-2 leaves", "shop-data-v3-3"],
    ]);
  });

  it("keep every one of a stack that waits for a failed update's repetition", () => {
    const tried = [record("main1.0.0", 1), record("main1.0.0", 2)];
    assert.deepEqual(names(plan("main1.0.1", runs("main1.0.0"), tried).declared), [
      ...["shop-data-main1.0.0-1", "shop-data-main1.0.0-2"],
    ]);
  });
});
