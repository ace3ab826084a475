import assert from "node:assert/strict";
import type { EC2 } from "@aws-sdk/client-ec2";
import { ApplyRun } from "../lab/apply-run.ts";
import { DataHost } from "../lab/data-host.ts";
import type { LabHost } from "../lab/lab.ts";
import { deviceLink } from "../lab/storage/client.ts";
import type { Workspace } from "../lab/workspace.ts";

/** A stack whose data a release must not lose. */
const files = (name: string, volume: string, image = "sha-1a1a1a1") => ({
  [`stacks/${name}/docker-compose.yml`]: `services:
  web:
    image: ghcr.io/seisei/web:${image}
    restart: unless-stopped
    volumes: ["db:/data", "./uploads:/uploads"]
volumes:
  db:
`,
  [`stacks/${name}/stack.yaml`]: `host: app-1
timeout: 30
data:
  volume:
    ${volume}
    volumes: [db]
    folders: [uploads]
`,
});

describe("a stack's data on an EBS volume", () => {
  let data: DataHost;
  let host: LabHost;
  let ec2: EC2;
  let workspace: Workspace;
  let runs: ApplyRun;
  const output = (command: string) => data.output(command);
  const made = async () =>
    (await ec2.describeVolumes({ Filters: [{ Name: "tag:seisei:stack", Values: ["shop"] }] })).Volumes![0]!;
  const kept = () => output("docker exec shop-web-1 cat /data/row /uploads/file");

  /** A stack whose data is to be on it, brought to the host by the script alone. */
  const apply = (id: string, ...places: string[]) => {
    const compose = "services:\n  web:\n    image: ghcr.io/seisei/web:sha-1a1a1a1\n    restart: unless-stopped\n";
    const volume = { id, mountPoint: "/mnt/seisei/other", places };
    return runs.apply("other", { files: { "docker-compose.yml": compose }, volume });
  };

  before(async () => {
    data = await DataHost.create();
    ({ host, ec2 } = data);
    runs = new ApplyRun(host);
    workspace = await data.workspace();
    workspace.write(files("shop", "size: 1"));
    await workspace.release("main1.0.0");
  });

  after(async () => {
    workspace?.remove();
    await data?.clean();
  });

  it("is on one that is made, encrypted, with a file system, mounted by its own name", async () => {
    await workspace.deploy("main1.0.0");
    const { Encrypted, Size, VolumeType, VolumeId } = await made();
    assert.deepEqual([Encrypted, Size, VolumeType], [true, 1, "gp3"]);
    const line = await output("grep /mnt/seisei/shop /etc/fstab");
    const [device, ...rest] = line.split(" ");
    assert.equal(device, deviceLink(VolumeId!));
    assert.match(rest.join(" "), /^\/mnt\/seisei\/shop ext4 defaults,nofail,\S+ 0 2$/);
    await host.run("docker exec shop-web-1 sh -c 'echo row >/data/row; echo file >/uploads/file; sync'");
    assert.equal(await output("cat /mnt/seisei/shop/volume/db/row /mnt/seisei/shop/folder/uploads/file"), "row\nfile");
    const source = await output("findmnt -n -o SOURCE --mountpoint /mnt/seisei/shop");
    assert.equal(source, await output(`readlink -f ${deviceLink(VolumeId!)}`));
  });

  it("is no change the next time", async () => {
    const { code, stdout } = await workspace.preview();
    assert.equal(code, 0, stdout);
  });

  it("is there again after a reboot, before the containers are", async () => {
    await host.powerOff();
    await host.powerOn();
    assert.equal(await kept(), "row\nfile");
  });

  it("lets no container start on the root disk while the volume is not mounted, which is drift that an update repairs", async () => {
    await host.run("docker stop -t 0 shop-web-1 && umount /mnt/seisei/shop");
    const { code, stderr } = await host.run("docker start shop-web-1", { check: false });
    assert.equal(code, 1);
    assert.match(stderr, /error while (mounting volume .*shop_db|creating mount source path .*uploads)/);
    const preview = await workspace.preview();
    assert.equal(preview.code, 7, preview.stdout);
    assert.match(preview.stdout, /\/mnt\/seisei\/shop: "mounted" => "not mounted"/);
    await workspace.deploy("main1.0.0");
    assert.equal(await kept(), "row\nfile");
    assert.equal((await workspace.preview()).code, 0);
  });

  it("stays with the next release, which takes over a second stack's volume, with what is on it, without a change to it", async () => {
    const id = await data.attached("/dev/sdg");
    const device = deviceLink(id);
    await host.run(`mkfs.ext4 -q ${device} && mount ${device} /mnt && echo old >/mnt/row && umount /mnt`);
    const describe = async () => (await ec2.describeVolumes({ VolumeIds: [id] })).Volumes;
    const before = await describe();
    const old = files("old", `id: ${id}\n    device: /dev/sdg`);
    workspace.write({ ...files("shop", "size: 1", "sha-2b2b2b2"), ...old });
    await workspace.release("main1.0.1");
    await workspace.deploy("main1.0.1");
    assert.equal(await kept(), "row\nfile");
    assert.match(await output("docker inspect shop-web-1 --format {{.Config.Image}}"), /sha-2b2b2b2/);
    assert.equal(await output("cat /mnt/seisei/old/row"), "old");
    assert.deepEqual(await describe(), before);
    const { code, stdout } = await workspace.preview();
    assert.equal(code, 0, stdout);
  });

  it("stays in AWS when everything is destroyed, which is refused at first, unmounted, and a release that names it has it again", async () => {
    const { VolumeId } = await made();
    const destroy = ["destroy", "--yes", "--skip-preview"];
    const { stdout, stderr } = await workspace.tryPulumi(destroy, { check: false });
    assert.match(stdout + stderr, /shop-snapshots" cannot be deleted\s+because it is protected/);
    await workspace.pulumi("state", "unprotect", "--all", "--yes");
    await workspace.pulumi(...destroy);
    assert.equal(await output("docker ps -aq; ls /mnt/seisei/shop; grep /mnt/seisei/ /etc/fstab || :"), "");
    assert.equal((await made()).State, "available");
    workspace.write(files("shop", `id: ${VolumeId}`));
    await workspace.release("main1.0.2");
    await workspace.deploy("main1.0.2");
    assert.equal(await kept(), "row\nfile");
  });

  it("is not left behind by a release without it", async () => {
    const without = files("shop", "size: 1")["stacks/shop/stack.yaml"]!.replace(/data:.*/s, "");
    workspace.write({ "stacks/shop/stack.yaml": without });
    await workspace.release("main1.0.3");
    await workspace.pulumi("config", "set", "release", "main1.0.3");
    const { code, stdout, stderr } = await workspace.preview();
    assert.notEqual(code, 0);
    assert.match(
      stdout + stderr,
      /stacks\/shop\/stack\.yaml:\d+: data\.volume: expected a volume, got none in main1\.0\.3/,
    );
  });

  it("never makes a file system where anything is", async () => {
    const id = await data.attached("/dev/sdh");
    const device = deviceLink(id);
    const sum = () => output(`(head -c 2M; dd bs=1M skip=1020 status=none) <${device} | sha256sum`);
    for (const [what, make] of [
      ["swap", `mkswap ${device}`],
      ["ext2", `wipefs -qa ${device}; mkfs.ext2 -q ${device}`],
      ["bytes of an unknown kind", `wipefs -qa ${device}; echo mine | dd of=${device} bs=1M seek=1023 conv=notrunc`],
    ]) {
      await host.run(make!);
      const before = await sum();
      const { code, stderr } = await apply(id);
      assert.equal(code, 1);
      assert.match(stderr, new RegExp(`^other: volume ${id}: expected .*, got ${what}; it stays as it is$`, "m"));
      assert.equal(await sum(), before);
    }
  });

  it("is not moved from the root disk: the update says where it is", async () => {
    const id = await data.attached("/dev/sdi");
    await host.run("docker volume create shop_cache && mkdir /opt/seisei-main/full && touch /opt/seisei-main/full/x");
    const volume = await apply(id, "volume:cache=shop_cache");
    assert.match(volume.stderr, /^other: Docker's volume shop_cache is on the root disk already/m);
    const folder = await apply(id, "folder:full=/opt/seisei-main/full");
    assert.match(folder.stderr, /^other: \/opt\/seisei-main\/full is on the root disk already/m);
    assert.equal(await output(`wipefs --noheadings ${deviceLink(id)}`), ""); // and nothing was made
  });
});
