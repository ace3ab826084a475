import assert from "node:assert/strict";
import { attachmentName, planVolume } from "../../../components/volume-plan.ts";

const deployed = { release: "main1.0.1", content: "c", generation: 3 };
const first = { number: 1, volumeId: "vol-1", instanceId: "i-1", size: 2 };
const second = { number: 2, volumeId: "vol-2", size: 2, snapshotId: "snap-a", from: "main1.0.0" };
const restored = { number: 2, snapshotId: "snap-a", from: "main1.0.0" };
const ask = (id: string, from = "main1.0.0") => ({ id, from });

describe("the volume of a stack", () => {
  it("is the first one until a snapshot is restored, and as large as stack.yaml says", () => {
    assert.deepEqual(planVolume({ size: 5 }, undefined, []), { number: 1, size: 5 });
    assert.deepEqual(planVolume({}, deployed, []), { number: 1 });
  });

  it("never shrinks, whatever an earlier release says", () => {
    assert.equal(planVolume({ size: 1 }, deployed, [first]).size, 2);
    assert.equal(planVolume({}, deployed, [first], ask("snap-a")).size, 2);
  });

  it("is the next one where a snapshot is to be restored, and replaces the present one", () => {
    const plan = planVolume({ size: 2 }, deployed, [first], ask("snap-a"));
    assert.deepEqual(plan, { number: 2, restored, size: 2, replaces: "vol-1" });
  });

  it("stays the one of the last restore that succeeded, made from the same snapshot for good", () => {
    const plan = planVolume({ size: 2 }, { ...deployed, volume: restored }, [second]);
    assert.deepEqual(plan, { number: 2, restored, size: 2 });
  });

  it("is the present one again when a restore that failed is given up", () => {
    assert.equal(planVolume({ size: 2 }, deployed, [first, second]).number, 1);
  });

  it("of a restore that failed is used by the next try, though there is a newer snapshot", () => {
    const plan = planVolume({ size: 2 }, deployed, [first, second], ask("snap-newer"));
    assert.deepEqual([plan.number, plan.restored!.snapshotId], [2, "snap-a"]);
  });

  it("is another one where another release's data is asked for after a failure", () => {
    const plan = planVolume({ size: 2 }, deployed, [first, second], ask("snap-b", "main0.9.0"));
    assert.deepEqual([plan.number, plan.restored!.snapshotId, plan.replaces], [3, "snap-b", "vol-1"]);
  });

  it("has a device name that the one before and the one after have not", () => {
    const names = [1, 2, 3, 4].map((number) => attachmentName("/dev/sdf", number));
    assert.deepEqual(names, ["/dev/sdf", "/dev/xvdbf", "/dev/xvdcf", "/dev/sdf"]);
  });
});
