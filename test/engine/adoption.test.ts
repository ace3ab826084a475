import assert from "node:assert/strict";
import { webStack } from "../lab/fixture-stacks.ts";
import { containerIds } from "../lab/host-facts.ts";
import { type Lab, type LabHost, labUp } from "../lab/lab.ts";
import { run } from "../lab/process.ts";
import { Workspace } from "../lab/workspace.ts";

describe("adoption: stacks that a person deployed by hand from the same tag", () => {
  let lab: Lab;
  let host: LabHost;
  let workspace: Workspace;
  let handMade: Record<string, string>;

  before(async () => {
    lab = await labUp();
    host = lab.hosts[0]!;
    await host.reset();
    workspace = await Workspace.create(lab, [host]);
    workspace.write({ ...webStack("shop", { port: 3101 }), ...webStack("blog", { port: 3102 }) });
    await workspace.release("main1.0.0");
    workspace.write(webStack("blog", { port: 3102, settings: "second\n" }));
    await workspace.release("main1.0.1");
    const { stdout } = await run("sh", ["-c", "git archive main1.0.0 stacks | base64 -w0"], { cwd: workspace.folder });
    await host.run("base64 -d | tar -x -C /opt/seisei-main", { user: "ubuntu", input: stdout });
    await host.run("docker network create edge", { user: "ubuntu" });
    for (const name of ["shop", "blog"]) {
      await host.run(`cd /opt/seisei-main/stacks/${name} && docker compose up -d --wait`, { user: "ubuntu" });
    }
    handMade = await containerIds(host);
  });

  after(() => workspace?.remove());

  it("takes them over without restarting a container, and the network somebody made", async () => {
    const network = (await host.run("docker network inspect -f '{{.Id}}' edge")).stdout;
    await workspace.deploy("main1.0.0");
    assert.deepEqual(await containerIds(host), handMade);
    assert.equal((await host.run("docker network inspect -f '{{.Id}}' edge")).stdout, network);
  });

  it("has a clean preview afterwards", async () => {
    const { code, stdout, stderr } = await workspace.preview();
    assert.equal(code, 0, stdout + stderr);
  });

  it("leaves the stack that the next release does not change as the person started it", async () => {
    await workspace.deploy("main1.0.1");
    const now = await containerIds(host);
    assert.equal(now["shop-web-1"], handMade["shop-web-1"]);
    assert.notEqual(now["blog-web-1"], handMade["blog-web-1"]);
  });
});
