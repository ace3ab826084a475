import assert from "node:assert/strict";
import { chooseData, type KnownData } from "../../../components/restore.ts";
import type { SnapshotRecord } from "../../../components/snapshot-records.ts";
import type { DataDefinition } from "../../../release/types.ts";

const wanted = { from: "main1.0.0", content: "aa" };
const dumped = { postgres: ["db"], dumps: [], keep: 5 };
const volume = { size: 2, type: "gp3", device: "/dev/sdf", volumes: ["db"], folders: [] };
const onVolume: DataDefinition = { ...dumped, postgres: [], volume };
const both: DataDefinition = { ...dumped, volume };

/** Taken one after the other. */
const taken = (...snapshots: Partial<SnapshotRecord>[]): SnapshotRecord[] =>
  snapshots.map((snapshot, index) => ({
    ...{ resource: `shop-data-x-${index}`, stack: "shop", volumeId: "vol-1", id: `snap-${index}`, holds: "main1.0.0" },
    ...{ before: "main1.0.1", commit: "c", content: "aa", takenAt: `2026-11-0${index + 1}T00:00:00.000Z`, ...snapshot },
  }));
const other = { holds: "main0.9.0", content: "bb" };
const deployed = { release: "main1.0.1", content: "cc", generation: 1 };
const choose = (data: DataDefinition, snapshots: SnapshotRecord[], more: Partial<KnownData> = {}) =>
  chooseData(wanted, data, { deployed, volumes: [], snapshots, ...more });
const chosen = (...args: Parameters<typeof choose>) => {
  const found = choose(...args);
  assert.ok(typeof found !== "string", String(found));
  return [found.by, found.snapshot?.id];
};

describe("data to restore", () => {
  it("comes from the newest snapshot of a volume that holds it, by the release's name or by its content", () => {
    assert.deepEqual(chosen(onVolume, taken({}, {}, other)), ["volume", "snap-1"]);
    assert.deepEqual(chosen(both, taken({ holds: "main0.9.9" }, other)), ["volume", "snap-0"]);
  });

  it("comes from a dump where no snapshot holds it, or where there is no volume", () => {
    assert.deepEqual(chosen(both, taken(other)), ["dump", undefined]);
    assert.deepEqual(chosen(dumped, taken({})), ["dump", undefined]);
  });

  it("comes from no snapshot that is gone or has failed, and says what there is", () => {
    const snapshots = taken({ gone: true }, { state: "failed" }, other);
    const text = "there are: main1.0.0 (snap-0, deleted), main1.0.0 (snap-1, failed), main0.9.0 (snap-2); correct it";
    assert.equal(choose(onVolume, snapshots), `a release whose data is in a snapshot, got main1.0.0; ${text}`);
    assert.match(String(choose(onVolume, [])), /there are: none/);
  });

  it("waits for a snapshot that is not completed, and takes no older one in its place", () => {
    const text = choose(both, taken({}, { state: "pending" }));
    assert.match(
      String(text),
      /EBS is still making snap-1; wait, `aws ec2 wait snapshot-completed --snapshot-ids snap-1`/,
    );
  });

  it("is restored once: after that neither a snapshot nor a dump is looked for", () => {
    const restored = { ...deployed, restored: "main1.0.0" };
    const second = { number: 2, snapshotId: "snap-0", from: "main1.0.0" };
    const done = { deployed: { ...restored, volume: second } };
    assert.deepEqual(chosen(both, taken({}), done), ["volume", undefined]);
    assert.deepEqual(chosen(both, taken({}), { deployed: restored }), ["dump", undefined]);
  });

  it("comes from a newer snapshot when it is asked for again later", () => {
    const second = { number: 2, snapshotId: "snap-0", from: "main1.0.0" };
    assert.deepEqual(chosen(onVolume, taken({}, {}), { deployed: { ...deployed, volume: second } }), [
      "volume",
      "snap-1",
    ]);
  });

  it("comes from the snapshot of a restore that was begun, though the try that failed took a newer one", () => {
    const volumes = [{ number: 2, snapshotId: "snap-0", from: "main1.0.0" }];
    assert.deepEqual(chosen(onVolume, taken({}, { state: "pending" }), { volumes }), ["volume", "snap-0"]);
  });
});
