import assert from "node:assert/strict";
import { volumeAttachment } from "../../../../../lab/plugins/aws/volume-attachment.ts";
import { ec2Error, fakeEc2 } from "./fake-ec2.ts";

const urn = "urn:pulumi:s::p::aws:ec2/volumeAttachment:VolumeAttachment::data";
const inputs = { deviceName: "/dev/sdf", volumeId: "vol-1", instanceId: "i-1" };
const attached = (State: string, more: object = {}) => ({
  Volumes: [{ Attachments: [{ Device: "/dev/sdf", InstanceId: "i-1", VolumeId: "vol-1", State, ...more }] }],
});
const create = (answers: Record<string, object | Error>) => {
  const { api, asked } = fakeEc2(answers);
  const created = volumeAttachment(api).create({ urn, inputs, preview: false, timeout: 0 });
  return created.then(({ id }) => ({ id, asked: asked.map(([method]) => method) }));
};

describe("VolumeAttachment", () => {
  it("takes over an attachment that is there as it is asked for", async () => {
    const { id, asked } = await create({ describeVolumes: attached("attached") });
    assert.match(id, /^vai-\d+$/);
    assert.deepEqual(asked, ["describeVolumes", "describeVolumes"]);
  });

  it("tells EC2's code where the volume is attached elsewhere", async () => {
    const answers = {
      describeVolumes: attached("attached", { InstanceId: "i-2" }),
      attachVolume: ec2Error("VolumeInUse", "vol-1 is already attached to an instance"),
    };
    await assert.rejects(
      create(answers),
      /attaching EBS Volume \(vol-1\) to EC2 Instance \(i-1\): VolumeInUse: vol-1 is/,
    );
  });

  it("is replaced for another volume, device or instance", async () => {
    for (const key of ["deviceName", "volumeId", "instanceId"]) {
      const news = { ...inputs, [key]: "other" };
      const args = { urn, id: "vai-1", oldInputs: inputs, oldOutputs: {}, news, ignoreChanges: [] };
      assert.deepEqual((await volumeAttachment(fakeEc2({}).api).diff!(args)).replaces, [key]);
    }
  });

  it("is imported by device, volume and instance", async () => {
    const handler = volumeAttachment(fakeEc2({ describeVolumes: attached("attached") }).api);
    const read = (id: string) => handler.read!({ urn, id, inputs: {}, outputs: {} });
    assert.deepEqual((await read("/dev/sdf:vol-1:i-1"))!.inputs, inputs);
    assert.equal(await read("/dev/sdg:vol-1:i-1"), undefined);
  });

  it("cannot be removed while a file system of it is mounted, and is fine when it is gone", async () => {
    const remove = (describeVolumes: object) =>
      volumeAttachment(fakeEc2({ describeVolumes, detachVolume: {} }).api).delete!({
        ...{ urn, id: "vai-1", inputs, outputs: inputs, timeout: 0 },
      });
    await assert.rejects(remove(attached("busy")), /unexpected state 'busy'/);
    await remove({ Volumes: [{ Attachments: [] }] });
  });
});
