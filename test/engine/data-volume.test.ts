import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { EC2 } from "@aws-sdk/client-ec2";
import { type LabHost, labUp } from "../lab/lab.ts";
import { type Finished, run } from "../lab/process.ts";
import { deviceLink, ec2Client } from "../lab/storage/client.ts";
import type { Storage } from "../lab/storage/storage.ts";

const script = readFileSync("components/volume/data-volume.sh", "utf8");

/** A program with one data volume; the configuration says of which kind. */
const program = `
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { DataVolume } from "./components/data-volume.ts";
const config = new pulumi.Config();
const { privateKeyFile, ...connection } = config.requireObject("connection");
const privateKey = pulumi.secret(readFileSync(privateKeyFile, "utf8"));
new DataVolume("shop-data", { ...config.requireObject("volume"), connection: { ...connection, privateKey } });
`;

/** The stack as Compose has it: its data is what a release must not lose. */
const compose = `
services:
  web:
    image: ghcr.io/seisei/web:sha-1a1a1a1
    restart: unless-stopped
    volumes: [db:/data, ./filestore:/files]
volumes:
  db:
`;

describe("a data volume", () => {
  let host: LabHost;
  let storage: Storage;
  let ec2: EC2;
  const folder = mkdtempSync(join(tmpdir(), "seisei-volume-"));
  const environment = {
    ...{ PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "volume", PULUMI_STACK: "test" },
  };
  const pulumi = (args: string[], check = true): Promise<Finished> =>
    run("pulumi", [...args, "--non-interactive"], { cwd: folder, env: environment, check });
  const up = (check = true) => pulumi(["up", "--yes", "--skip-preview"], check);
  const output = async (command: string, user = "root") => (await host.run(command, { user })).stdout.trim();
  const instance = () => ({ id: storage.instances[host.name]!, zone: storage.zone });
  const stackFolder = "/opt/seisei-main/stacks/shop";

  /** What the program is given; the mount point is named after the device. */
  const configure = (source: object, deviceName = "/dev/sdf") => {
    const { address, user, hostKey, privateKeyFile } = host;
    const volume = {
      ...{ stack: "shop", source, deviceName, instance: instance(), mountPoint: mountPoint(deviceName) },
      ...{ volumes: { db: "shop_db" }, folders: { filestore: `${stackFolder}/filestore` } },
    };
    const connection = { host: address, user, hostKey, privateKeyFile };
    const settings = {
      ...{ "volume:volume": volume, "volume:connection": connection, "aws:region": storage.region },
      ...{ "aws:endpoints": [{ ec2: storage.endpoint }], "aws:accessKey": "lab", "aws:secretKey": "lab" },
      ...{ "aws:skipCredentialsValidation": true, "aws:skipRequestingAccountId": true },
      encryptionsalt: /encryptionsalt: .+/.exec(readFileSync(join(folder, "Pulumi.test.yaml"), "utf8"))![0].slice(16),
    };
    const { encryptionsalt, ...config } = settings;
    writeFileSync(join(folder, "Pulumi.test.yaml"), JSON.stringify({ encryptionsalt, config }));
  };
  const mountPoint = (deviceName: string) => `/mnt/seisei/${deviceName.slice("/dev/".length)}`;

  /** A volume made by hand and attached. */
  const byHand = async (device: string) => {
    const id = (await ec2.createVolume({ AvailabilityZone: storage.zone, Size: 1 })).VolumeId!;
    await ec2.attachVolume({ VolumeId: id, InstanceId: instance().id, Device: device });
    return id;
  };
  const mount = (id: string, ...places: string[]) => {
    const command = `sh -s mount shop ${id} /mnt/seisei/other ${places.join(" ")}`;
    return host.run(command, { user: "ubuntu", input: script, check: false });
  };

  const clean = async () => {
    await host.reset();
    await host.run("umount /mnt/seisei/* 2>/dev/null; rm -rf /mnt/seisei; sed -i '\\|/mnt/seisei/|d' /etc/fstab", {
      check: false,
    });
    const { Volumes = [] } = await ec2.describeVolumes({});
    for (const { VolumeId, Attachments } of Volumes) {
      if (Attachments?.some(({ Device }) => Device === "/dev/sda1")) continue;
      if (Attachments?.length) await ec2.detachVolume({ VolumeId });
      await ec2.deleteVolume({ VolumeId });
    }
  };

  before(async () => {
    const lab = await labUp({ storage: true });
    host = lab.hosts[0]!;
    storage = lab.storage!;
    ec2 = ec2Client(storage);
    await clean();
    const files = {
      "Pulumi.yaml": "name: volume\nruntime: { name: nodejs, options: { typescript: false } }\n",
      "package.json": '{ "type": "module", "main": "index.ts" }',
      "index.ts": program,
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    for (const name of ["node_modules", "components"]) symlinkSync(resolve(name), join(folder, name));
    await run("pulumi", ["stack", "init", "test", "--non-interactive"], {
      ...{ cwd: folder, env: { ...environment, PULUMI_STACK: "" } },
    });
  });

  after(async () => {
    await clean();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is made, encrypted, with a file system, mounted by its UUID, and holds what the stack's containers write", async () => {
    configure({ size: 1, type: "gp3" });
    await up();
    const [made] = (await ec2.describeVolumes({ Filters: [{ Name: "tag:seisei:stack", Values: ["shop"] }] })).Volumes!;
    assert.deepEqual([made!.Encrypted, made!.Size, made!.VolumeType], [true, 1, "gp3"]);
    const line = await output("grep /mnt/seisei/sdf /etc/fstab");
    assert.match(line, /^UUID=[0-9a-f-]{36} \/mnt\/seisei\/sdf ext4 defaults,nofail,\S+ 0 2$/);
    await host.run(`cat >${stackFolder}/docker-compose.yml`, { user: "ubuntu", input: compose });
    const { stderr } = await host.run(`cd ${stackFolder} && docker compose up -d`, { user: "ubuntu" });
    assert.doesNotMatch(stderr, /warn|already exists/i);
    await host.run("docker exec shop-web-1 sh -c 'echo row >/data/row; echo file >/files/file; sync'");
    assert.equal(await output("cat /mnt/seisei/sdf/volume/db/row /mnt/seisei/sdf/folder/filestore/file"), "row\nfile");
    assert.equal(
      await output(`findmnt -n -o SOURCE --target ${stackFolder}/filestore/`),
      await output(`readlink -f ${deviceLink(made!.VolumeId!)}`),
    );
  });

  it("is no change the next time, and the script does nothing when it runs again", async () => {
    assert.equal((await pulumi(["preview", "--expect-no-changes"], false)).code, 0);
    const state = () => output("cat /etc/fstab; docker volume inspect shop_db; findmnt -n /mnt/seisei/sdf");
    const before = await state();
    const [made] = (await ec2.describeVolumes({ Filters: [{ Name: "tag:seisei:stack", Values: ["shop"] }] })).Volumes!;
    const places = `volume:db=shop_db folder:filestore=${stackFolder}/filestore`;
    const command = `sh -s mount shop ${made!.VolumeId} /mnt/seisei/sdf ${places}`;
    await host.run(command, { user: "ubuntu", input: script });
    assert.equal(await state(), before);
  });

  it("is there again after a reboot, before the containers are", async () => {
    await host.powerOff();
    await host.powerOn();
    assert.equal(await output("docker exec shop-web-1 cat /data/row /files/file"), "row\nfile");
  });

  it("lets no container start on the root disk while it is not mounted", async () => {
    await host.run("docker stop -t 0 shop-web-1 && umount /mnt/seisei/sdf");
    const { code, stderr } = await host.run("docker start shop-web-1", { check: false });
    assert.equal(code, 1);
    assert.match(stderr, /mount \/mnt\/seisei\/sdf\/volume\/db:.* no such file or directory/);
    await host.run("mount /mnt/seisei/sdf && docker start shop-web-1");
  });

  it("stays when everything else is destroyed, which begins only when nothing uses it", async () => {
    const running = await pulumi(["destroy", "--yes", "--skip-preview"], false);
    assert.match(running.stdout + running.stderr, /shop: \/mnt\/seisei\/sdf is in use by containers; stop them first/);
    assert.equal(await output("docker exec shop-web-1 cat /data/row"), "row");
    await host.run(`cd ${stackFolder} && docker compose down`);
    const stopped = await pulumi(["destroy", "--yes", "--skip-preview"], false);
    assert.match(stopped.stdout + stopped.stderr, /Volume::shop-data" cannot be deleted\s+because it is protected/);
    const [kept] = (await ec2.describeVolumes({ Filters: [{ Name: "tag:seisei:stack", Values: ["shop"] }] })).Volumes!;
    await ec2.attachVolume({ VolumeId: kept!.VolumeId, InstanceId: instance().id, Device: "/dev/sdj" });
    await host.run(`mount ${deviceLink(kept!.VolumeId!)} /mnt`);
    assert.equal(await output("cat /mnt/volume/db/row; umount /mnt"), "row");
  });

  it("takes over a volume that is there, with what is on it and without a change to it", async () => {
    await clean();
    const id = await byHand("/dev/sdg");
    await host.run(
      `mkfs.ext4 -q ${deviceLink(id)} && mount ${deviceLink(id)} /mnt && echo old >/mnt/row && umount /mnt`,
    );
    const describe = async () => (await ec2.describeVolumes({ VolumeIds: [id] })).Volumes;
    const before = await describe();
    await pulumi(["stack", "rm", "--yes", "--force", "test"]);
    await run("pulumi", ["stack", "init", "test", "--non-interactive"], {
      ...{ cwd: folder, env: { ...environment, PULUMI_STACK: "" } },
    });
    configure({ id }, "/dev/sdg");
    await up();
    assert.equal(await output("cat /mnt/seisei/sdg/row"), "old");
    assert.deepEqual(await describe(), before);
    assert.equal((await pulumi(["preview", "--expect-no-changes"], false)).code, 0);
  });

  it("never makes a file system where anything is", async () => {
    const id = await byHand("/dev/sdh");
    const device = deviceLink(id);
    const sum = () => output(`(head -c 2M; dd bs=1M skip=1020 status=none) <${device} | sha256sum`);
    for (const [what, make] of [
      ["swap", `mkswap ${device}`],
      ["ext2", `wipefs -qa ${device}; mkfs.ext2 -q ${device}`],
      ["bytes of an unknown kind", `wipefs -qa ${device}; echo mine | dd of=${device} bs=1M seek=1023 conv=notrunc`],
    ]) {
      await host.run(make!);
      const before = await sum();
      const { code, stderr } = await mount(id);
      assert.equal(code, 1);
      assert.match(stderr, new RegExp(`^shop: volume ${id}: expected .*, got ${what}; it stays as it is$`, "m"));
      assert.equal(await sum(), before);
    }
  });

  it("moves no data from the root disk: it says where it is", async () => {
    const id = await byHand("/dev/sdi");
    await host.run(
      "docker volume create shop_cache && mkdir -p /opt/seisei-main/full && touch /opt/seisei-main/full/x",
    );
    const volume = await mount(id, "volume:cache=shop_cache");
    assert.match(volume.stderr, /^shop: Docker's volume shop_cache is on the root disk already/m);
    const files = await mount(id, "folder:full=/opt/seisei-main/full");
    assert.match(files.stderr, /^shop: \/opt\/seisei-main\/full is on the root disk already/m);
    assert.equal(await output(`wipefs --noheadings ${deviceLink(id)}`), ""); // and nothing was made
  });
});
