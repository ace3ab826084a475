import assert from "node:assert/strict";
import { DataHost } from "../lab/data-host.ts";
import { run } from "../lab/process.ts";
import type { Workspace } from "../lab/workspace.ts";
import { downtime, Outside } from "../support/outside.ts";

/** A shop whose rows name files, all of them on one volume. */
const shop = (image: string, health = "http://127.0.0.1:3271/health") => ({
  "stacks/shop/docker-compose.yml": `services:
  web:
    image: ghcr.io/seisei/web:${image}
    restart: unless-stopped
    ports: ["127.0.0.1:3271:3000"]
    volumes: ["./uploads:/uploads"]
  db:
    image: postgres:15
    restart: unless-stopped
    environment: {POSTGRES_PASSWORD: "\${PASSWORD}"}
    volumes: ["rows:/var/lib/postgresql/data"]
    healthcheck: {test: [CMD, pg_isready, -q, -U, postgres], interval: 1s, retries: 20, start_period: 20s}
volumes: {rows: {}}
`,
  "stacks/shop/stack.yaml": `host: app-1
timeout: 12
health: ["${health}"]
secrets: [PASSWORD]
data:
  volume: {size: 1, volumes: [rows], folders: [uploads]}
`,
});
const blog = {
  "stacks/blog/docker-compose.yml":
    "services:\n  web:\n    image: ghcr.io/seisei/web:sha-1a1a1a1\n    restart: unless-stopped\n",
  "stacks/blog/stack.yaml": "host: app-1\n",
};

describe("a release that spoiled the data on a volume is undone with one update", () => {
  let data: DataHost;
  let workspace: Workspace;

  const sql = async (text: string) => {
    const command = "docker exec -i shop-db-1 psql -XAtq -v ON_ERROR_STOP=1 -U postgres";
    return (await data.host.run(command, { input: text })).stdout.trim();
  };
  const sell = (name: string) =>
    data.host
      .run(`docker exec shop-web-1 sh -c 'echo ${name} >/uploads/${name}' && docker exec shop-web-1 sync`)
      .then(() => sql(`insert into sale values ('${name}')`));
  /** What is sold, and the files of it. */
  const sold = async () => [
    await sql("select string_agg(name, ' ' order by name) from sale"),
    await data.output("docker exec shop-web-1 ls /uploads | xargs"),
  ];
  const attached = async () => (await data.volumesOf("shop")).map(({ device }) => device);
  const blogStarted = () => data.output("docker inspect blog-web-1 --format {{.State.StartedAt}}");
  const up = () => workspace.tryPulumi(["up", "--yes", "--skip-preview"], { check: false });
  const succeeds = async () => {
    const { code, stdout, stderr } = await up();
    assert.equal(code, 0, stdout + stderr);
    return stdout + stderr;
  };
  const rollback = (tag: string) =>
    run("node", ["cli/main.ts", "rollback", "--tag", tag, "--stack", "shop", "--data"], {
      cwd: workspace.folder,
      env: workspace.environment,
    });
  const isClean = async () => {
    const { code, stdout } = await workspace.preview();
    assert.equal(code, 0, stdout);
  };

  before(async () => {
    data = await DataHost.create();
    workspace = await data.workspace();
    await workspace.secret("shop", "PASSWORD", "canary-71c2");
    workspace.write({ ...shop("sha-1a1a1a1"), ...blog });
    await workspace.release("main1.0.0");
    workspace.write(shop("sha-2b2b2b2"));
    await workspace.release("main1.0.1");
    workspace.write(shop("sha-1a1a1a1", "http://127.0.0.1:3299/never"));
    await workspace.release("main1.0.2");
    await workspace.deploy("main1.0.0");
    await sql("create table sale (name text)");
    await sell("apple");
    await workspace.deploy("main1.0.1");
    await sell("bread");
  });

  after(async () => {
    workspace?.remove();
    await data?.clean();
  });

  it("tells first what will be given up, and changes nothing", async () => {
    await rollback("main1.0.0");
    const { stdout, stderr } = await workspace.preview();
    assert.match(stdout + stderr, /restores the data as main1\.0\.0 left it, from the EBS snapshot snap-\w+ of 20/);
    assert.match(stdout + stderr, /stays on the volume vol-\w+/);
    assert.deepEqual(await attached(), ["/dev/sdf"]);
  });

  it("puts the present volume back with every row when the earlier release does not become healthy", async () => {
    await workspace.pulumi("config", "set", "--path", "pins.shop", "main1.0.2");
    const { code, stdout, stderr } = await up();
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /put back: shop runs the previous release again/);
    assert.deepEqual(await sold(), ["apple bread", "apple bread"]);
    assert.deepEqual((await attached()).sort(), ["/dev/sdf", "/dev/xvdbf"]);
  });

  it("gives up the new volume, and keeps it in AWS, when the restore is taken out of the configuration", async () => {
    await workspace.pulumi("config", "rm", "restore");
    await workspace.pulumi("config", "rm", "--path", "pins.shop");
    await succeeds();
    assert.deepEqual(await sold(), ["apple bread", "apple bread"]);
    assert.deepEqual((await attached()).sort(), ["", "/dev/sdf"]);
    await isClean();
  });

  it("brings rows and files back as that release left them, and touches no other stack", async () => {
    const before = await blogStarted();
    await rollback("main1.0.0");
    const watched = [{ name: "shop", host: data.host, addresses: ["http://127.0.0.1:3271/health"] }];
    const outside = await Outside.watch(watched);
    const begun = Date.now();
    await succeeds();
    const rounds = await outside.stop();
    console.log(`      ${(Date.now() - begun) / 1000} s, of them ${downtime(rounds.get("shop")!)} s without an answer`);
    assert.deepEqual(await sold(), ["apple", "apple"]);
    assert.equal(await blogStarted(), before);
    const volumes = await data.volumesOf("shop");
    const live = volumes.filter(({ device }) => device !== "");
    assert.deepEqual([live.length, live[0]!.tags["seisei:restored-from"]], [1, "main1.0.0"]);
    assert.equal(await data.mounted("/mnt/seisei/shop"), live[0]!.id);
    await isClean();
  });

  it("does it once: what is sold later stays when the restore is taken out of the configuration", async () => {
    await sell("cake");
    await workspace.pulumi("config", "rm", "restore");
    await succeeds();
    assert.deepEqual(await sold(), ["apple cake", "apple cake"]);
    await isClean();
  });

  it("goes forward again by the same command, though the engine is killed while the volumes change places", async () => {
    await rollback("main1.0.1");
    let killed = false;
    const options = { cwd: workspace.folder, env: { ...workspace.environment }, check: false };
    const script = "echo $$ >pid; exec pulumi up --yes --skip-preview --non-interactive";
    const { code } = await run("sh", ["-c", script], {
      ...options,
      onOutput: (text) => {
        if (killed || !/volume vol-\w+ is mounted/.test(text)) return;
        killed = true;
        run("sh", ["-c", "kill -9 $(cat pid)"], options);
      },
    });
    assert.ok(killed);
    assert.notEqual(code, 0);
    await workspace.pulumi("cancel", "--yes");
    await succeeds();
    assert.deepEqual(await sold(), ["apple bread", "apple bread"]);
    assert.deepEqual((await attached()).filter(Boolean), ["/dev/xvdcf"]);
    await isClean();
  });
});
