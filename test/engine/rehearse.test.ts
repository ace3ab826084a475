import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readRehearsals, rehearsalsFolder } from "../../components/rehearsals.ts";
import { webStack } from "../lab/fixture-stacks.ts";
import { type LabHost, labName, labUp } from "../lab/lab.ts";
import { run } from "../lab/process.ts";
import { Workspace } from "../lab/workspace.ts";

describe("a rehearsal of a rollback", () => {
  let host: LabHost;
  let workspace: Workspace;
  const wayBack = async () => {
    const { stdout, stderr } = await workspace.preview();
    return (stdout + stderr).split("\n").find((line) => line.includes("going back")) ?? "";
  };

  before(async () => {
    const lab = await labUp();
    host = lab.hosts[0]!;
    await host.reset();
    workspace = await Workspace.create(lab, [host]);
    workspace.write({
      ...webStack("shop", { port: 3101, secrets: ["TOKEN"] }),
      ...webStack("blog", { port: 3102, definition: "after: [shop]\n" }),
    });
    await workspace.release("main1.0.0");
    workspace.write(webStack("shop", { port: 3101, version: "sha-2b2b2b2", secrets: ["TOKEN"] }));
    await workspace.release("main1.0.1");
    const value = "canary-77d0";
    await workspace.secret("shop", "TOKEN", value);
    await workspace.deploy("main1.0.1");
  });

  after(async () => {
    workspace?.remove();
    await host?.reset();
  });

  it("is what a preview of the rollback asks for, is done beside what runs, and is told from then on", async () => {
    const before = (await host.run("docker ps -aq --no-trunc")).stdout;
    const env = { ...workspace.environment, SEISEI_LAB: labName("rehearse") };
    const done = await run("node", ["cli/main.ts", "rehearse", "--tag", "main1.0.0"], {
      ...{ cwd: workspace.folder, env, check: false },
    });
    assert.equal(done.code, 0, done.stdout + done.stderr);
    assert.match(
      done.stdout,
      /^audit\/rehearsals\/\S+\.json {2}main1\.0\.1 → main1\.0\.0 succeeded in [\d.]+ s; .*shop/,
    );
    const [record, ...others] = readRehearsals(workspace.folder);
    assert.deepEqual(others, []);
    const { result, data, moved, downtime, lab } = record!;
    assert.deepEqual([result, data, Object.keys(moved), lab.stacks], ["succeeded", false, ["shop"], ["blog", "shop"]]);
    assert.equal(Object.keys(lab.images).length, 2, "of both releases");
    assert.ok(downtime.shop! > 0, "its container was replaced");
    assert.equal(downtime.blog, 0);
    assert.equal((await host.run("docker ps -aq --no-trunc")).stdout, before);

    await workspace.pulumi("config", "set", "release", "main1.0.0");
    assert.match(
      await wayBack(),
      /from main1\.0\.1 to main1\.0\.0 \(shop\) was rehearsed last on .* in \d+ s; .*shop \d/,
    );
    for (const file of readdirSync(join(workspace.folder, rehearsalsFolder)))
      workspace.write({ [join(rehearsalsFolder, file)]: undefined });
    assert.match(await wayBack(), /\(shop\) was never rehearsed: `make rehearse TAG=main1\.0\.0` does it in the lab/);
  });
});
