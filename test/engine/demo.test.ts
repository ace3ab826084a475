import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { containers } from "../../cli/demo/containers.ts";
import { checkout, demoFolder } from "../../cli/demo/project.ts";
import { type Lab, type LabHost, labUp } from "../lab/lab.ts";
import { run } from "../lab/process.ts";

describe("the demo", function () {
  this.timeout(600_000);
  let lab: Lab;
  let host: LabHost;
  const demo = (onOutput?: (text: string) => void) =>
    run("node", ["cli/main.ts", "demo"], { cwd: checkout, check: false, ...(onOutput ? { onOutput } : {}) });

  before(async () => {
    lab = await labUp();
    host = lab.hosts[0]!;
  });

  after(async () => {
    await host?.reset();
    rmSync(demoFolder(), { recursive: true, force: true });
  });

  it("ends with exit code 1 and the step's name when a step does not show what it should", async () => {
    // Early, before anything is deployed: the first lock takes longer than a tag that is in the way of the second one.
    let meddling: Promise<unknown> | undefined;
    const { code, stdout, stderr } = await demo((text) => {
      if (text.includes("Two releases")) {
        meddling ??= run("git", ["tag", "main1.0.1"], { cwd: join(demoFolder(), "project") });
      }
    });
    await meddling;
    assert.equal(code, 1, stdout + stderr);
    assert.match(stderr, /The demo stopped in step 3, Two releases\n[\s\S]*exit code 128, expected 0/);
    assert.doesNotMatch(stdout, /The story in numbers|Deploy main1\.0\.0/);
  });

  it("tells the whole story, from whatever an earlier one left behind", async () => {
    await host.run("docker run -d --name left-over redis:7 && touch /opt/seisei-main/left-over");
    const { code, stdout, stderr } = await demo();
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /The story in numbers\n( +\d+ {2}.* \d+\.\d s\n){13} +together/);
    assert.ok(!stdout.includes("\u001b"), "plain text where there is no terminal");
    assert.equal((await host.run("ls /opt/seisei-main")).stdout, "stacks\n");
  });

  it("leaves the host on main1.0.0 with every container healthy and nothing unknown", async () => {
    const found = [...(await containers(host)).values()];
    const names = (await host.run("ls /opt/seisei-main/stacks")).stdout.trim().split("\n");
    assert.equal(names.length, 9);
    assert.deepEqual([...new Set(found.map(({ stack }) => stack))].sort(), names);
    for (const { name, state } of found) assert.equal(state, "running healthy", name);
    for (const { image, name } of found) assert.doesNotMatch(image, /sha-(2b2b2b2|bad0bad)/, name);
    assert.equal(
      (await host.run("grep -c shop /opt/seisei-main/stacks/edge-nginx-router/conf.d/tenants.conf", { check: false }))
        .stdout,
      "0\n",
    );
  });

  it("has kept the rows that were written before the updates", async () => {
    const query = "docker exec erp-seisei-db-1 psql -U erp -Atc 'SELECT version FROM visits ORDER BY id'";
    assert.equal((await host.run(query)).stdout, "sha-1a1a1a1\nsha-1a1a1a1\n");
  });

  it("leaves a project in which a person can go on, with the failed update in its history", async () => {
    const env = join(demoFolder(), "env");
    const inProject = (command: string) => run("bash", ["-c", `. '${env}' && ${command}`], { check: false });
    const { code, stdout, stderr } = await inProject("pulumi preview --expect-no-changes");
    assert.equal(code, 0, stdout + stderr);
    const history = JSON.parse((await inProject("pulumi stack history --json")).stdout) as { result: string }[];
    assert.deepEqual(
      history.filter(({ result }) => result !== "succeeded").map(({ result }) => result),
      ["failed"],
    );
  });
});
