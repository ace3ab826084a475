import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { webStack } from "../lab/fixture-stacks.ts";
import { dockerHost } from "../lab/host-facts.ts";
import { type Lab, type LabHost, labUp } from "../lab/lab.ts";
import { Workspace } from "../lab/workspace.ts";

const compose = "stacks/shop/docker-compose.yml";
const lock = "audit/locks/docker_images.lock.json";

describe("bad input: one clear message, and nothing is changed", () => {
  let lab: Lab;
  let host: LabHost;
  let workspace: Workspace;
  let untouched: string;
  const good = webStack("shop", { port: 3101 });

  /** Commits the given files as a release, without locking anything anew. */
  const tag = async (name: string, files: Record<string, string>, ...how: string[]) => {
    workspace.write({ ...good, ...files });
    await workspace.git("add", "-A");
    await workspace.git("commit", "-q", "--allow-empty", "-m", name);
    await workspace.git("tag", ...(how.length > 0 ? how : ["-a", "-m", name]), name);
  };

  /** Asks for a release and expects the update to be refused with this message, once, without a stack trace. */
  const refused = async (release: string, message: RegExp) => {
    await workspace.pulumi("config", "set", "release", release);
    const { code, stdout, stderr } = await workspace.tryPulumi(["up", "--yes", "--skip-preview"], { check: false });
    const text = stdout + stderr;
    assert.notEqual(code, 0, text);
    assert.match(text, message);
    assert.doesNotMatch(text, /^\s+at .*\.(ts|js):\d+/m, "no stack trace");
    assert.equal(await dockerHost(host), untouched, "the host is as it was");
  };

  before(async () => {
    lab = await labUp();
    host = lab.hosts[0]!;
    await host.reset();
    workspace = await Workspace.create(lab, [host]);
    workspace.write(good);
    await workspace.release("main1.0.0");
    await workspace.deploy("main1.0.0");
  });

  beforeEach(async () => {
    untouched = await dockerHost(host);
  });

  after(() => workspace?.remove());

  it("a release that does not exist", () => refused("main9.9.9", /main9\.9\.9/));

  it("a malformed tag", () => refused("v1.0", /v1\.0.*main/));

  it("a lightweight tag", async () => {
    await tag("main1.1.0", {}, "--no-sign");
    await refused("main1.1.0", /main1\.1\.0.*annotated/);
  });

  it("a tag that moved since it was deployed, with both commits", async () => {
    const old = (await workspace.git("rev-parse", "main1.0.0^{commit}")).stdout.trim();
    await workspace.git("commit", "-q", "--allow-empty", "-m", "later");
    await workspace.git("tag", "-f", "-a", "-m", "moved", "main1.0.0");
    const now = (await workspace.git("rev-parse", "HEAD")).stdout.trim();
    await refused("main1.0.0", new RegExp(`deployed ${old}, now ${now}`));
    await workspace.git("tag", "-f", "-a", "-m", "put back", "main1.0.0", old);
  });

  it("a compose file that does not parse, with file and line", async () => {
    await tag("main1.1.1", { [compose]: "services:\n  web: [\n" });
    await refused("main1.1.1", /stacks\/shop\/docker-compose\.yml:\d+/);
  });

  it("a service whose image has no digest in the lock", async () => {
    const text = good[compose]!.replace("sha-1a1a1a1", "sha-0000000");
    await tag("main1.1.2", { [compose]: text });
    await refused("main1.1.2", /docker-compose\.yml:\d+.*sha-0000000.*make lock/);
  });

  it("an unknown key in stack.yaml, with file and line", async () => {
    await tag("main1.1.3", { "stacks/shop/stack.yaml": "host: app-1\nhelth: []\n" });
    await refused("main1.1.3", /stacks\/shop\/stack\.yaml:2.*helth/);
  });

  it("stacks that wait for each other", async () => {
    const definition = "host: app-1\nafter: [shop]\n";
    await tag("main1.1.4", {
      ...webStack("blog", { port: 3102 }),
      "stacks/blog/stack.yaml": definition,
      "stacks/shop/stack.yaml": definition.replace("shop", "blog"),
    });
    await refused("main1.1.4", /cycle.*(shop.*blog|blog.*shop)/);
    workspace.write({ "stacks/blog": undefined });
  });

  it("an image that the registry does not have, before anything stops", async () => {
    const text = good[compose]!.replace("sha-1a1a1a1", "sha-9999999");
    const digest = `sha256:${"9".repeat(64)}`;
    const images = { "ghcr.io/seisei/web:sha-9999999": { digest, platform: "linux/amd64" } };
    await tag("main1.1.5", {
      [compose]: text,
      [lock]: JSON.stringify({ images }),
      "audit/locks/compose_sha256.lock.txt": "",
    });
    await refused("main1.1.5", /seisei\/web@sha256:9999/);
  });

  describe("about the host", () => {
    before(() => workspace.pulumi("config", "set", "release", "main1.0.0"));
    afterEach(() => workspace.addHost(host));

    it("another host key than the pinned one", async () => {
      const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIHmI9CNnbdm9b2IwRCqS2h7kP3L6kWVoQCmN5yYzXxk";
      await workspace.addHost(host, { hostKey });
      await refused("main1.0.0", /app-1.*host key/i);
    });

    it("a host that is down", async () => {
      await workspace.addHost(host, { address: host.address.replace(/\d+$/, "250") });
      await refused("main1.0.0", /app-1.*(no route|refused|timed out|reach)/i);
    });

    it("a user who is not in the docker group", async () => {
      await host.run("id guest >/dev/null 2>&1 || useradd -m -s /bin/sh guest; usermod -p '*' guest");
      await host.run(
        "mkdir -p ~guest/.ssh && cp ~ubuntu/.ssh/authorized_keys ~guest/.ssh/ && chown -R guest ~guest/.ssh",
      );
      await workspace.addHost(host, { user: "guest" });
      await refused("main1.0.0", /app-1.*docker group/);
    });

    it("a host without Compose v2", async () => {
      const plugin = (await host.run("find / -xdev -name docker-compose -type f 2>/dev/null | head -1")).stdout.trim();
      assert.notEqual(plugin, "");
      await host.run(`mv ${plugin} ${plugin}.away`);
      try {
        await refused("main1.0.0", /app-1.*Compose/);
      } finally {
        await host.run(`mv ${plugin}.away ${plugin}`);
      }
    });

    it("a disk too full to hold the new release", async () => {
      workspace.write({ ...good, "stacks/shop/config/big.bin": "x".repeat(3 << 20) });
      await workspace.release("main1.2.0");
      await host.run(
        "mount -t tmpfs -o size=1m tmpfs /opt/seisei-main/.seisei && chown ubuntu /opt/seisei-main/.seisei",
      );
      untouched = await dockerHost(host);
      try {
        await refused("main1.2.0", /app-1.*(free|space)/i);
      } finally {
        await host.run("umount /opt/seisei-main/.seisei");
      }
    });
  });

  it("production as it is committed: nothing connects before its host key is pinned", async () => {
    workspace.write({ "Pulumi.prod.yaml": readFileSync("Pulumi.prod.yaml", "utf8") });
    await workspace.tryPulumi(["stack", "init", "prod"], { env: { PULUMI_STACK: "" } });
    const { code, stdout } = await workspace.tryPulumi(["preview"], { check: false, env: { PULUMI_STACK: "prod" } });
    assert.notEqual(code, 0);
    assert.match(stdout, /hosts\.app-1\.hostKey: not pinned.*pulumi config set --path/);
  });
});
