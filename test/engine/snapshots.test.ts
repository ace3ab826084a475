import assert from "node:assert/strict";
import type { EC2, Snapshot } from "@aws-sdk/client-ec2";
import { type LabHost, labUp } from "../lab/lab.ts";
import { run } from "../lab/process.ts";
import { ec2Client } from "../lab/storage/client.ts";
import { decideSnapshots, type Storage } from "../lab/storage/storage.ts";
import { waitFor } from "../lab/wait.ts";
import { Workspace } from "../lab/workspace.ts";

const shop = (image: string) => ({
  "stacks/shop/docker-compose.yml": `services:
  web:
    image: ghcr.io/seisei/web:${image}
    restart: unless-stopped
    volumes: ["rows:/data"]
volumes:
  rows:
`,
  "stacks/shop/stack.yaml": `host: app-1
data:
  volume: {size: 1, volumes: [rows]}
  snapshots: {keep: 2}
  quiesce: {service: web, command: "date >/data/quiesced"}
`,
});

describe("the snapshots of a stack's data", () => {
  let host: LabHost;
  let storage: Storage;
  let ec2: EC2;
  let workspace: Workspace;
  const output = async (command: string) => (await host.run(command)).stdout.trim();
  const image = async () =>
    /sha-(\w+)/.exec(await output("docker inspect shop-web-1 --format {{.Config.Image}} || :"))?.[1];
  const tag = (snapshot: Snapshot, key: string) => snapshot.Tags?.find(({ Key }) => Key === key)?.Value;
  /** Those in AWS, by their names. */
  const inAws = async () => {
    const { Snapshots } = await ec2.describeSnapshots({ Filters: [{ Name: "tag:seisei:stack", Values: ["shop"] }] });
    return Object.fromEntries(Snapshots!.map((snapshot) => [tag(snapshot, "Name")!, snapshot]));
  };
  const names = async () => Object.keys(await inAws()).sort();
  /** Those in the state, by their names: whether the engine leaves them in AWS. */
  const inState = async () => {
    const { deployment } = JSON.parse((await workspace.pulumi("stack", "export")).stdout);
    const found = deployment.resources.filter(({ type }: { type: string }) => type === "aws:ebs/snapshot:Snapshot");
    return Object.fromEntries(
      // biome-ignore lint/suspicious/noExplicitAny: the engine's own record
      found.map(({ urn, retainOnDelete }: any) => [urn.split("::").at(-1), retainOnDelete === true]),
    );
  };
  const isClean = async (...options: string[]) => {
    const { code, stdout, stderr } = await workspace.preview(...options);
    assert.equal(code, 0, stdout + stderr);
  };

  const clean = async () => {
    await host.reset();
    const mounts = "umount /mnt/seisei/* 2>/dev/null; rm -rf /mnt/seisei; sed -i '\\|/mnt/seisei/|d' /etc/fstab";
    await host.run(mounts, { check: false });
    await decideSnapshots(storage, { seconds: 0, outcome: "completed", refused: false });
    for (const { SnapshotId } of Object.values(await inAws())) await ec2.deleteSnapshot({ SnapshotId });
    for (const { VolumeId, Attachments } of (await ec2.describeVolumes({})).Volumes!) {
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
    workspace = await Workspace.create(lab, [host]);
    await workspace.useStorage(storage, host);
    workspace.write(shop("sha-1a1a1a1"));
    await workspace.release("main1.0.0");
    workspace.write(shop("sha-2b2b2b2"));
    await workspace.release("main1.0.1");
    await workspace.deploy("main1.0.0");
  });

  after(async () => {
    await clean();
    workspace.remove();
  });

  it("are not taken before there is data, nor by an update that changes nothing", async () => {
    assert.deepEqual(await names(), []);
    await isClean();
    await host.run("docker rm -f shop-web-1");
    await workspace.deploy("main1.0.0"); // a repair
    assert.deepEqual(await names(), []);
  });

  it("are shown beforehand, and asked for before anything stops, though AWS takes its time", async () => {
    await decideSnapshots(storage, { seconds: 3600 });
    await workspace.pulumi("config", "set", "release", "main1.0.1");
    const { stdout } = await workspace.preview();
    assert.match(
      stdout,
      /\+ aws:ebs\/snapshot:Snapshot: \(create\)[\s\S]*?description: "main1\.0\.0, before main1\.0\.1"/,
    );
    assert.deepEqual(await names(), []);
    const updated = workspace.pulumi("up", "--yes", "--skip-preview");
    await waitFor("the next release", 60, async () => (await image()) === "2b2b2b2");
    const { "shop-data-main1.0.0-1": taken, ...others } = await inAws();
    assert.deepEqual([taken?.State, others], ["pending", {}]);
    await decideSnapshots(storage, { seconds: 0 });
    await updated;
    const commit = (await workspace.git("rev-parse", "main1.0.0^{commit}")).stdout.trim();
    assert.deepEqual(
      ["release", "before", "commit", "pulumi"].map((key) => tag(taken!, `seisei:${key}`)),
      ["main1.0.0", "main1.0.1", commit, "seisei/lab"],
    );
    const started = await output("docker inspect shop-web-1 --format {{.State.StartedAt}}");
    assert.ok(tag(taken!, "seisei:taken")! < started, started);
    assert.notEqual(await output("docker exec shop-web-1 cat /data/quiesced"), "");
    assert.deepEqual(await inState(), { "shop-data-main1.0.0-1": true });
    await isClean();
  });

  it("are taken again each time; what is too many may leave, but not yet", async () => {
    await workspace.deploy("main1.0.0");
    await workspace.deploy("main1.0.1");
    const kept = { "shop-data-main1.0.0-1": false, "shop-data-main1.0.1-2": true, "shop-data-main1.0.0-3": true };
    assert.deepEqual(await inState(), kept);
    assert.deepEqual(await names(), Object.keys(kept).sort());
    await isClean();
  });

  it("that somebody deleted are drift, which no update makes anew and none stumbles over", async () => {
    await ec2.deleteSnapshot({ SnapshotId: (await inAws())["shop-data-main1.0.1-2"]!.SnapshotId });
    for (const options of [[], ["--refresh"]]) {
      const { code, stdout, stderr } = await workspace.preview(...options);
      assert.equal(code, options.length > 0 ? code : 7);
      assert.match(
        stdout + stderr,
        /shop: the snapshot of main1\.0\.1's data before main1\.0\.0 \(snap-\w+, taken 20.*\) is not in AWS any more/,
      );
      assert.doesNotMatch(stdout, /Snapshot: \(create\)/);
    }
    await workspace.pulumi("config", "set", "release", "main1.0.0");
    await workspace.pulumi("up", "--yes", "--skip-preview", "--refresh");
    // What main1.0.0 left counts once again, since nothing is between: its first and its last stay.
    const kept = { "shop-data-main1.0.0-1": true, "shop-data-main1.0.0-3": true, "shop-data-main1.0.1-4": true };
    assert.deepEqual([await inState(), await names()], [kept, Object.keys(kept)]);
  });

  it("that AWS refuses to take leave the old release in place", async () => {
    await decideSnapshots(storage, { refused: true });
    await workspace.pulumi("config", "set", "release", "main1.0.1");
    const { code, stdout, stderr } = await workspace.tryPulumi(["up", "--yes", "--skip-preview"], { check: false });
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /ConcurrentSnapshotLimitExceeded/);
    assert.match(stdout + stderr, /shop: main1\.0\.1 is applied once AWS has been asked for a snapshot/);
    assert.equal(await image(), "1a1a1a1");
    assert.ok(!(await names()).includes("shop-data-main1.0.0-5"));
  });

  it("are neither lost nor nameless when the engine is killed while AWS takes its time", async () => {
    await decideSnapshots(storage, { seconds: 3600, refused: false });
    const options = { cwd: workspace.folder, env: workspace.environment, check: false };
    const killed = run("sh", ["-c", "echo $$ >pid; exec pulumi up --yes --skip-preview --non-interactive"], options);
    await waitFor("the request", 60, async () => (await names()).includes("shop-data-main1.0.0-5"));
    await run("sh", ["-c", "kill -9 $(cat pid)"], options);
    await killed;
    await decideSnapshots(storage, { seconds: 0 });
    await workspace.pulumi("cancel", "--yes");
    await workspace.pulumi("up", "--yes", "--skip-preview");
    assert.equal(await image(), "2b2b2b2");
    assert.deepEqual(Object.keys(await inState()).sort(), await names());
    assert.ok((await names()).includes("shop-data-main1.0.0-5"));
    await isClean();
  });

  it("stay when the stack is destroyed, and are taken over by the next update", async () => {
    const marks = await inState();
    const before = Object.keys(marks)
      .filter((name) => marks[name]) // one that was to leave has left
      .sort();
    const { code, stdout, stderr } = await workspace.tryPulumi(["destroy", "--yes", "--skip-preview"], {
      check: false,
    });
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /shop-snapshots" cannot be deleted\s+because it is protected/);
    assert.deepEqual(await names(), before);
    await workspace.deploy("main1.0.1");
    assert.deepEqual(Object.keys(await inState()).sort(), before);
  });
});
