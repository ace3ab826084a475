import assert from "node:assert/strict";
import { webStack } from "../lab/fixture-stacks.ts";
import { containerIds, dockerHost } from "../lab/host-facts.ts";
import { type Lab, type LabHost, labUp } from "../lab/lab.ts";
import { Workspace } from "../lab/workspace.ts";

describe("the main job: deploy a tagged release, see drift, repair it, roll back", () => {
  let lab: Lab;
  let host: LabHost;
  let workspace: Workspace;
  const version = async (port: number) =>
    JSON.parse((await host.run(`curl -fsS http://127.0.0.1:${port}/`)).stdout).version;

  before(async () => {
    lab = await labUp();
    host = lab.hosts[0]!;
    await host.reset();
    workspace = await Workspace.create(lab, [host]);
    workspace.write({
      ...webStack("shop", { port: 3101 }),
      ...webStack("blog", { port: 3102, definition: "after: [shop]\n" }),
    });
    await workspace.release("main1.0.0");
    workspace.write(webStack("shop", { port: 3101, version: "sha-2b2b2b2", settings: "second\n" }));
    await workspace.release("main1.0.1");
    workspace.write(webStack("shop", { port: 3101, version: "sha-bad0bad", settings: "third\n" }));
    await workspace.release("main1.0.2");
  });

  after(() => workspace?.remove());

  it("deploys what the tag says, whatever the work tree holds", async () => {
    await workspace.deploy("main1.0.0");
    assert.equal(await version(3101), "sha-1a1a1a1");
    assert.equal(await version(3102), "sha-1a1a1a1");
    assert.equal((await host.run("cat /opt/seisei-main/stacks/shop/config/settings.txt")).stdout, "first\n");
  });

  it("has a clean preview right after, over one SSH connection", async () => {
    const before = await host.connections();
    const { code, stdout } = await workspace.preview();
    assert.equal(code, 0, stdout);
    assert.doesNotMatch(stdout, /^ *[-+~]/m);
    assert.equal((await host.connections()) - before, 1);
  });

  it("changes nothing and restarts nothing with a second update", async () => {
    const before = await containerIds(host);
    await workspace.deploy("main1.0.0");
    assert.deepEqual(await containerIds(host), before);
  });

  it("names each thing that was changed by hand, and touches none of it in a preview", async () => {
    await host.run("echo tampered > /opt/seisei-main/stacks/shop/config/settings.txt");
    await host.run("docker stop blog-web-1");
    await host.run("docker run -d --name stray --network none $(docker inspect -f '{{.Image}}' shop-web-1)");
    const before = await dockerHost(host);
    const { code, stdout, stderr } = await workspace.preview();
    const text = stdout + stderr;
    assert.equal(code, 7, text);
    assert.match(text, /shop.*config\/settings\.txt/);
    assert.match(text, /blog.*web.*stopped/);
    assert.match(text, /stray/);
    assert.deepEqual(await dockerHost(host), before);
  });

  it("repairs with a plain update exactly what drifted", async () => {
    await host.run("docker rm -f stray");
    await workspace.deploy("main1.0.0");
    assert.equal((await host.run("cat /opt/seisei-main/stacks/shop/config/settings.txt")).stdout, "first\n");
    assert.equal(await version(3102), "sha-1a1a1a1");
    const { code, stdout, stderr } = await workspace.preview();
    assert.equal(code, 0, stdout + stderr);
  });

  it("finds and replaces a container that was swapped by hand with the labels copied", async () => {
    const before = await containerIds(host);
    await host.run("docker pull -q ghcr.io/seisei/web:sha-2b2b2b2");
    await host.run(
      "labels=$(docker inspect -f '{{range $k, $v := .Config.Labels}}--label {{$k}}={{$v}} {{end}}' shop-web-1); docker rm -f shop-web-1; " +
        "docker run -d --name shop-web-1 $labels -p 127.0.0.1:3101:3000 ghcr.io/seisei/web:sha-2b2b2b2",
    );
    const { code, stdout, stderr } = await workspace.preview();
    assert.equal(code, 7);
    assert.match(stdout + stderr, /shop.*web runs .*sha-2b2b2b2/);
    await workspace.deploy("main1.0.0");
    assert.equal(await version(3101), "sha-1a1a1a1");
    assert.equal((await containerIds(host))["blog-web-1"], before["blog-web-1"]);
  });

  it("upgrades only the stack whose content differs between the two releases", async () => {
    const before = await containerIds(host);
    await workspace.deploy("main1.0.1");
    assert.equal(await version(3101), "sha-2b2b2b2");
    const after = await containerIds(host);
    assert.equal(after["blog-web-1"], before["blog-web-1"]);
    assert.notEqual(after["shop-web-1"], before["shop-web-1"]);
  });

  it("puts the previous release back when the new one never becomes healthy, and fails", async () => {
    await workspace.pulumi("config", "set", "release", "main1.0.2");
    const { code, stdout, stderr } = await workspace.tryPulumi(["up", "--yes", "--skip-preview"], { check: false });
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /put back: shop/);
    assert.equal(await version(3101), "sha-2b2b2b2");
    assert.equal((await host.run("cat /opt/seisei-main/stacks/shop/config/settings.txt")).stdout, "second\n");
  });

  it("shows after that failure that the host does not run what was asked for, and is clean again with the release that works", async () => {
    const failed = await workspace.preview();
    assert.equal(failed.code, 7, failed.stdout);
    await workspace.deploy("main1.0.1");
    const { code, stdout, stderr } = await workspace.preview();
    assert.equal(code, 0, stdout + stderr);
  });

  it("takes one stack back with a pin", async () => {
    await workspace.pulumi("config", "set", "--path", "pins.shop", "main1.0.0");
    await workspace.deploy("main1.0.1");
    assert.equal(await version(3101), "sha-1a1a1a1");
    await workspace.pulumi("config", "rm", "pins");
    await workspace.deploy("main1.0.1");
    assert.equal(await version(3101), "sha-2b2b2b2");
  });

  it("goes back to an earlier tag without asking the registry", async () => {
    await host.run("cp /etc/hosts /etc/hosts.kept && sed -i 's/^.* ghcr\\.io/127.0.0.9 ghcr.io/' /etc/hosts");
    try {
      await assert.rejects(host.run("docker pull ghcr.io/seisei/web:sha-dead0de"));
      await workspace.deploy("main1.0.0");
    } finally {
      await host.run("cat /etc/hosts.kept > /etc/hosts");
    }
    assert.equal(await version(3101), "sha-1a1a1a1");
    const { code, stdout, stderr } = await workspace.preview();
    assert.equal(code, 0, stdout + stderr);
  });

  it("stays clean when a person refreshes", async () => {
    const { code, stdout, stderr } = await workspace.tryPulumi(["preview", "--refresh", "--expect-no-changes"], {
      check: false,
    });
    assert.equal(code, 0, stdout + stderr);
  });

  it("takes everything down with destroy, volumes and the stacks' own files aside", async () => {
    await workspace.pulumi("destroy", "--yes", "--skip-preview");
    assert.deepEqual(await containerIds(host), {});
  });
});
