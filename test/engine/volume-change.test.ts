import assert from "node:assert/strict";
import { onTheHost } from "../../cli/rollback-guide/volume.ts";
import { ApplyRun, type TestRelease } from "../lab/apply-run.ts";
import { DataHost } from "../lab/data-host.ts";

const mountPoint = "/mnt/seisei/shop";
const places = ["folder:uploads=/opt/seisei-main/stacks/shop/uploads", "volume:db=shop_db"];

/** A release whose data is on a volume. @param health an address that its host has to answer */
const release = (id: string, image: string, more: Partial<TestRelease> = {}): TestRelease => ({
  files: {
    "docker-compose.yml": `services:
  web:
    image: ghcr.io/seisei/web:${image}
    restart: always
    stop_grace_period: 1s
    volumes: ["db:/data", "./uploads:/uploads"]
volumes: {db: {}}
`,
  },
  timeout: 5,
  volume: { id, mountPoint, places },
  ...more,
});

/** The script kills itself where it has come to this command. */
const killedAt = (step: string) =>
  `sed -i 's/&& ${step}/\\&\\& kill -9 $$ \\&\\& ${step}/' shop.apply && grep -q 'kill -9' shop.apply`;

describe("the volume of a stack's data gives its place to another one", () => {
  let data: DataHost;
  let runs: ApplyRun;
  let [present, snapshot, restored] = ["", "", ""];

  const good = (id = restored, more: Partial<TestRelease> = {}) =>
    release(id, "sha-1a1a1a1", id === restored ? { restored: "main1.0.0", ...more } : more);
  const broken = (id = restored) => ({ ...good(id), health: ["http://127.0.0.1:3299/never"] });
  const apply = async (wanted: TestRelease, expected: number) => {
    const { code, stderr } = await runs.apply("shop", wanted);
    assert.equal(code, expected, stderr);
    return stderr;
  };
  const write = (row: string) =>
    data.host.run(`docker exec shop-web-1 sh -c 'echo ${row} >/data/row; echo ${row} >/uploads/file'`);
  const row = () => data.output("docker exec shop-web-1 cat /data/row /uploads/file | xargs");
  /** On a volume, all of it: what runs, what is mounted and what a reboot would mount; the other one is free. */
  const serves = async (id: string, written: string) => {
    assert.deepEqual([await data.mounted(mountPoint), await row()], [id, `${written} ${written}`]);
    const line = await data.output(
      `grep -c ' ${mountPoint} ' /etc/fstab; grep -o 'Store_[a-z0-9]* ${mountPoint}' /etc/fstab`,
    );
    assert.equal(line, `1\nStore_${id.replace("-", "")} ${mountPoint}`);
    assert.equal(
      await data.output("docker inspect shop-web-1 --format '{{.HostConfig.RestartPolicy.Name}}'"),
      "always",
    );
    const busy = [present, restored].filter((other) => other !== id);
    for (const other of busy)
      assert.equal(await data.output(`grep -c "$(readlink -f ${link(other)}) " /proc/mounts || :`), "0");
  };
  const link = (id: string) => `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${id.replace("-", "")}`;

  before(async () => {
    data = await DataHost.create();
    runs = new ApplyRun(data.host);
    present = await data.attached("/dev/sdf");
    await apply(good(present), 0);
    await write("old");
    snapshot = await data.snapshot(present);
    await write("new");
    restored = await data.attached("/dev/xvdbf", snapshot);
  });

  after(() => data?.clean());

  it("not when it cannot be used: an empty one, one with bytes of another kind; the stack serves on", async () => {
    const started = () => data.output("docker inspect shop-web-1 --format {{.State.StartedAt}}");
    const before = await started();
    const other = await data.attached("/dev/xvdcf");
    assert.match(await apply(good(other), 1), /expected an ext4 file system, got none; it stays as it is/);
    await data.host.run(`mkswap ${link(other)}`);
    assert.match(await apply(good(other), 1), /expected an ext4 file system, got swap; it stays as it is/);
    await data.host.run(
      `wipefs -qa ${link(other)}; mkfs.ext4 -q ${link(other)}; dd if=/dev/zero of=${link(other)} bs=4k seek=1 count=64 status=none`,
    );
    assert.match(await apply(good(other), 1), /cannot be mounted: .*; nothing was changed/);
    await data.ec2.detachVolume({ VolumeId: other });
    assert.equal(await started(), before);
    await serves(present, "new");
  });

  it("and gets it back with all that was written when the release does not become healthy", async () => {
    assert.match(await apply(broken(), 1), /put back: shop runs the previous release again/);
    await serves(present, "new");
  });

  it("and gets it back when something else on the host uses the data", async () => {
    await data.host.run(`docker run -d --name backup -v ${mountPoint}:/data ghcr.io/seisei/web:sha-1a1a1a1`);
    const stderr = await apply(good(), 1);
    assert.match(stderr, /\/mnt\/seisei\/shop is in use; stop what uses it.*\n?/);
    assert.match(stderr, /put back/);
    await data.host.run("docker rm -f backup");
    await serves(present, "new");
  });

  it("wherever a run is killed: the next one finishes it, undoes it, or gives up what was asked for", async () => {
    const kill = async (step: string) => {
      const input = await runs.upload("shop", good());
      const command = runs.command("shop").replace("&& sh ", () => `&& ${killedAt(step)} && sh `);
      const { code } = await data.host.run(command, { user: "ubuntu", input, check: false });
      assert.notEqual(code, 0, step);
      assert.notEqual(code, 1, step);
    };
    await kill("stop_all");
    await apply(good(present), 0);
    await serves(present, "new");
    await kill("unmount");
    assert.match(await apply(broken(), 1), /put back/);
    await serves(present, "new");
    await kill("mount_at_target");
    await apply(good(present), 0);
    await serves(present, "new");
    await kill("set_places");
    assert.match(await apply(broken(), 1), /put back/);
    await serves(present, "new");
    await kill("wait_healthy");
    await write("lost");
    await apply(good(present), 0);
    await serves(present, "new");
    await kill("converge");
    await data.host.powerOff();
    await data.host.powerOn();
    assert.equal(await data.output("docker ps -q"), ""); // not the old release on the other data
    await apply(good(), 0);
    await serves(restored, "lost");
  });

  it("for good: the same again is no change, what is written stays, and the other one can be detached", async () => {
    await write("later");
    assert.equal((await runs.apply("shop", good())).stdout, "shop: runs this release already\n");
    await apply(release(restored, "sha-2b2b2b2"), 0);
    await serves(restored, "later");
    await data.ec2.detachVolume({ VolumeId: present });
    const { Volumes } = await data.ec2.describeVolumes({ VolumeIds: [present] });
    assert.equal(Volumes![0]!.State, "available");
  });

  it("by hand, too, with the commands that the rollback guide prints for the host", async () => {
    const byHand = await data.attached("/dev/sdp", snapshot);
    const input = onTheHost("shop", { mountPoint }).join("\n");
    await data.host.run(`sh -eu -s ${byHand}`, { user: "ubuntu", input });
    await data.host.run("docker start shop-web-1");
    await serves(byHand, "old");
  });
});
