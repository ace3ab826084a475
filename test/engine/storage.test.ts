import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { EC2 } from "@aws-sdk/client-ec2";
import { type Lab, type LabHost, labDown, labName, labUp } from "../lab/lab.ts";
import { deviceLink as link, ec2Client } from "../lab/storage/client.ts";
import { decideSnapshots, type Storage } from "../lab/storage/storage.ts";

const refused = (code: string) => (error: Error) => {
  assert.equal(error.name, code, error.message);
  return true;
};

/** What block storage could leave on this machine. */
function traces(folder: string): string[] {
  const loops = execFileSync("losetup", ["--list", "--noheadings", "--output", "BACK-FILE"], { encoding: "utf8" });
  const lines = [...loops.split("\n"), ...readFileSync("/proc/mounts", "utf8").split("\n")];
  return lines.filter((line) => line.includes(folder));
}

describe("the lab's block storage", () => {
  const name = labName("storage");
  let lab: Lab;
  let storage: Storage;
  let one: LabHost;
  let two: LabHost;
  let ec2: EC2;
  let volume: string;
  let snapshot: string;

  const create = async (more: object = { Size: 2 }) =>
    (await ec2.createVolume({ AvailabilityZone: storage.zone, VolumeType: "gp3", ...more })).VolumeId!;
  const attach = (id: string, host: LabHost, device = "/dev/sdf") =>
    ec2.attachVolume({ VolumeId: id, InstanceId: storage.instances[host.name]!, Device: device });
  const attachment = async (id: string) =>
    (await ec2.describeVolumes({ VolumeIds: [id] })).Volumes![0]!.Attachments?.[0]?.State;
  const snapshotState = async (id: string) => (await ec2.describeSnapshots({ SnapshotIds: [id] })).Snapshots![0]!.State;
  const output = async (host: LabHost, command: string) => (await host.run(command)).stdout.trim();

  before(async () => {
    lab = await labUp({ name, hosts: 2, storage: true });
    storage = lab.storage!;
    [one, two] = lab.hosts as [LabHost, LabHost];
    ec2 = ec2Client(storage);
  });

  after(() => labDown(name));

  it("gives a volume to the host that it is attached to, by the link that an EC2 instance has, and to no other", async () => {
    volume = await create();
    await attach(volume, one);
    assert.equal(await output(one, `blockdev --getsize64 ${link(volume)}`), `${2 * 1024 ** 3}`);
    await one.run(`mkfs.ext4 -q ${link(volume)} && mkdir /data && mount ${link(volume)} /data`);
    await one.run("echo first >/data/row && sync -f /data");
    assert.equal(await output(two, "ls /dev/disk 2>/dev/null || true"), "");
  });

  it("attaches a volume once, with a name that is free, in its own zone", async () => {
    const other = await create();
    const far = (await ec2.createVolume({ AvailabilityZone: `${storage.region}c`, Size: 1 })).VolumeId!;
    await assert.rejects(attach(volume, two), refused("VolumeInUse"));
    await assert.rejects(attach(other, one), refused("InvalidParameterValue"));
    await assert.rejects(attach(far, one, "/dev/sdg"), refused("InvalidVolume.ZoneMismatch"));
    await attach(other, one, "/dev/sdg");
    assert.equal(await output(one, `readlink ${link(volume)} ${link(other)} | xargs`), "../../nvme1n1 ../../nvme2n1");
    await assert.rejects(ec2.deleteVolume({ VolumeId: other }), refused("VolumeInUse"));
    await ec2.detachVolume({ VolumeId: other });
    await ec2.deleteVolume({ VolumeId: other });
    assert.deepEqual(
      traces(lab.folder).filter((line) => line.includes(other)),
      [],
    );
  });

  it("makes snapshots of the moment of the call, of which no volume can be made before they are completed", async () => {
    await decideSnapshots(storage, { seconds: 3600 });
    snapshot = (await ec2.createSnapshot({ VolumeId: volume })).SnapshotId!;
    await one.run("echo second >/data/row && sync -f /data");
    assert.equal(await snapshotState(snapshot), "pending");
    await assert.rejects(create({ SnapshotId: snapshot }), refused("IncorrectState"));
    await decideSnapshots(storage, { seconds: 0 });
    assert.equal(await snapshotState(snapshot), "completed");
    await assert.rejects(create({ SnapshotId: snapshot, Size: 1 }), refused("InvalidParameterValue"));
    const copy = await create({ SnapshotId: snapshot, Size: 3 });
    await attach(copy, two);
    assert.equal(await output(two, `mkdir /data && mount ${link(copy)} /data && cat /data/row`), "first");
    assert.equal(await output(two, `blockdev --getsize64 ${link(copy)}`), `${3 * 1024 ** 3}`);
    assert.equal(await output(one, "cat /data/row"), "second");
  });

  it("lets a snapshot fail, and be deleted behind the back of who has made it", async () => {
    await decideSnapshots(storage, { outcome: "error" });
    const failed = (await ec2.createSnapshot({ VolumeId: volume })).SnapshotId!;
    assert.equal(await snapshotState(failed), "error");
    await assert.rejects(create({ SnapshotId: failed }), refused("IncorrectState"));
    await decideSnapshots(storage, { outcome: "completed" });
    assert.equal(await snapshotState(failed), "error"); // once decided
    await ec2.deleteSnapshot({ SnapshotId: snapshot });
    await assert.rejects(create({ SnapshotId: snapshot }), refused("InvalidSnapshot.NotFound"));
    await assert.rejects(snapshotState(snapshot), refused("InvalidSnapshot.NotFound"));
    assert.equal(await output(two, "cat /data/row"), "first"); // a volume made of it has its own bytes
  });

  it("keeps what is attached over a reboot, where /etc/fstab mounts it again", async () => {
    await one.run(`echo "UUID=$(blkid -o value -s UUID ${link(volume)}) /data ext4 defaults,nofail 0 2" >>/etc/fstab`);
    await one.powerOff();
    await one.powerOn();
    assert.equal(await output(one, "cat /data/row"), "second");
    assert.equal(await attachment(volume), "attached");
  });

  it("lets a volume go when the host has unmounted it, and takes it with its bytes to another", async () => {
    await ec2.detachVolume({ VolumeId: volume });
    assert.equal(await attachment(volume), "busy");
    assert.equal(await output(one, "cat /data/row"), "second");
    await one.run("umount /data");
    assert.equal(await attachment(volume), undefined);
    assert.equal((await one.run(`test -e ${link(volume)}`, { check: false })).code, 1);
    await attach(volume, two, "/dev/sdg");
    assert.equal(await output(two, `mkdir /second && mount ${link(volume)} /second && cat /second/row`), "second");
  });

  it("grows a volume while it is mounted", async () => {
    await ec2.modifyVolume({ VolumeId: volume, Size: 3 });
    assert.equal(
      await output(two, `blockdev --getsize64 ${link(volume)}; cat /second/row`),
      `${3 * 1024 ** 3}\nsecond`,
    );
    await assert.rejects(ec2.modifyVolume({ VolumeId: volume, Size: 1 }), refused("InvalidParameterValue"));
  });

  it("has objects of S3 at the same address", async () => {
    const scope = `Credential=lab/20260101/${storage.region}/s3/aws4_request`;
    const headers = { Authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0` };
    const put = (path: string, body: string) => fetch(`${storage.endpoint}${path}`, { method: "PUT", headers, body });
    const place = `<LocationConstraint>${storage.region}</LocationConstraint>`;
    await put("/dumps", `<CreateBucketConfiguration>${place}</CreateBucketConfiguration>`);
    await put("/dumps/shop.dump", "bytes");
    assert.equal(await (await fetch(`${storage.endpoint}/dumps/shop.dump`, { headers })).text(), "bytes");
  });

  it("leaves nothing when the lab goes down, after a crash too", async () => {
    assert.notDeepEqual(traces(lab.folder), []);
    const record = readFileSync(`${lab.folder}/storage/process`, "utf8");
    process.kill(Number.parseInt(record, 10), "SIGKILL");
    await labDown(name);
    assert.deepEqual(traces(lab.folder), []);
  });
});
