import assert from "node:assert/strict";
import { knownVolumes, volumeName } from "../../../components/known-volumes.ts";

const urn = (name: string) => `urn:pulumi:prod::seisei::some:Type::${name}`;
const volume = (name: string, outputs: object) => ({
  [urn(name)]: { type: "aws:ebs/volume:Volume", outputs: { ...outputs } },
});
const attachment = (name: string, volumeId: string) => ({
  [urn(`${name}-attachment`)]: {
    type: "aws:ec2/volumeAttachment:VolumeAttachment",
    outputs: { volumeId, instanceId: "i-1" },
  },
});

describe("the data volumes in the state", () => {
  it("are known by stack and number, with what they were made from and where they are attached", () => {
    const restored = { size: 3, snapshotId: "snap-1", tags: { "seisei:restored-from": "main1.0.0" } };
    const found = knownVolumes({
      ...volume("shop-data-2", restored),
      ...attachment("shop-data-2", "vol-2"),
      ...volume("shop-data", { size: 2, snapshotId: "" }),
      ...attachment("shop-data", "vol-1"),
      ...volume("other", { size: 9 }),
    });
    const attached = (volumeId: string) => ({ volumeId, instanceId: "i-1" });
    assert.deepEqual(
      [...found],
      [
        [
          "shop",
          [
            { number: 1, ...attached("vol-1"), size: 2, snapshotId: undefined, from: undefined },
            { number: 2, ...attached("vol-2"), size: 3, snapshotId: "snap-1", from: "main1.0.0" },
          ],
        ],
      ],
    );
  });

  it("are told apart where a stack's name looks like another's volume", () => {
    for (const stack of ["shop", "shop-data", "shop-data-2"]) {
      for (const number of [1, 2, 12]) {
        const found = knownVolumes(volume(volumeName(stack, number), {}));
        assert.deepEqual(
          [...found].map(([name, own]) => [name, own[0]!.number]),
          [[stack, number]],
        );
      }
    }
  });
});
