import assert from "node:assert/strict";
import { volume } from "../../../../../lab/plugins/aws/volume.ts";
import { ec2Error, fakeEc2 } from "./fake-ec2.ts";

const urn = "urn:pulumi:s::p::aws:ebs/volume:Volume::data";
const found = {
  ...{ VolumeId: "vol-1", AvailabilityZone: "ap-northeast-1a", Encrypted: true, Iops: 3000, KmsKeyId: "arn:key" },
  ...{ Size: 20, VolumeType: "gp3", State: "in-use", Tags: [{ Key: "Name", Value: "data" }] },
};
const inputs = { availabilityZone: "ap-northeast-1a", encrypted: true, size: 20, type: "gp3", tags: { Name: "data" } };
const diff = (oldInputs: object, news: object) =>
  volume(fakeEc2({}).api).diff!({ urn, id: "vol-1", oldInputs, oldOutputs: {}, news, ignoreChanges: [] });

describe("Volume", () => {
  it("is imported by its id, and is then no change for a program that leaves IOPS and key to EC2", async () => {
    const handler = volume(fakeEc2({ describeVolumes: { Volumes: [found] } }).api);
    const read = (await handler.read!({ urn, id: "vol-1", inputs: {}, outputs: {} }))!;
    assert.deepEqual(read.inputs, { ...inputs, iops: 3000, kmsKeyId: "arn:key" });
    assert.deepEqual((await diff(read.inputs, inputs)).changes, []);
    assert.deepEqual((await diff(read.inputs, { ...inputs, tags: undefined })).changes, ["tags"]);
  });

  it("is replaced for another snapshot, and grows in place", async () => {
    assert.deepEqual((await diff(inputs, { ...inputs, snapshotId: "snap-1" })).replaces, ["snapshotId"]);
    const grown = await diff(inputs, { ...inputs, size: 40 });
    assert.deepEqual([grown.changes, grown.replaces], [["size"], []]);
  });

  it("asks EC2 for what has changed, and no more", async () => {
    const { api, asked } = fakeEc2({ describeVolumes: { Volumes: [found] }, modifyVolume: {}, deleteTags: {} });
    const args = { urn, id: "vol-1", oldInputs: inputs, oldOutputs: {}, preview: false, timeout: 0 };
    await volume(api).update!({ ...args, news: { ...inputs, size: 40, tags: {} } });
    const [modify, tags] = asked as [[string, object], [string, object]];
    assert.deepEqual(JSON.parse(JSON.stringify(modify)), ["modifyVolume", { VolumeId: "vol-1", Size: 40 }]);
    assert.deepEqual(tags, ["deleteTags", { Resources: ["vol-1"], Tags: [{ Key: "Name" }] }]);
  });

  it("needs a size or a snapshot", async () => {
    const check = (news: object) => volume(fakeEc2({}).api).check!({ urn, olds: {}, news });
    assert.equal((await check({ availabilityZone: "ap-northeast-1a" })).failures?.[0]?.property, "size");
    assert.deepEqual((await check({ availabilityZone: "ap-northeast-1a", snapshotId: "snap-1" })).failures, []);
  });

  it("is gone only when EC2 says so", async () => {
    const answer = (code: string) =>
      volume(fakeEc2({ describeVolumes: ec2Error(code), deleteVolume: ec2Error(code) }).api);
    const args = { urn, id: "vol-1", inputs: {}, outputs: {} };
    assert.equal(await answer("InvalidVolume.NotFound").read!(args), undefined);
    await assert.rejects(answer("UnauthorizedOperation").read!(args));
    await answer("InvalidVolume.NotFound").delete!({ ...args, timeout: 0 });
    await assert.rejects(answer("VolumeInUse").delete!({ ...args, timeout: 0 }), /deleting EBS Volume \(vol-1\)/);
  });
});
