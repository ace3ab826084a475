import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  accessSync,
  constants,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";

const folder = ".github/workflows";

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, { steps: { run?: string; uses?: string }[]; environment?: string }>;
}

describe("the workflows", () => {
  const workflows = readdirSync(folder).map((file) => [file, parse(readFileSync(join(folder, file), "utf8"))] as const);
  const steps = (workflow: Workflow) => Object.values(workflow.jobs).flatMap((job) => job.steps);

  for (const [file, workflow] of workflows as [string, Workflow][]) {
    it(`${file} runs scripts that are there, one a step`, () => {
      const commands = steps(workflow).flatMap(({ run }) => run ?? []);
      assert.notEqual(commands.length, 0);
      for (const command of commands) {
        assert.match(command, /^(\.\/scripts\/toolchain\.sh )?\.\/scripts\/ci\/[a-z-]+\.sh( \S+)?$/);
        for (const [script] of command.matchAll(/\.\/scripts\/\S+\.sh/g)) accessSync(script, constants.X_OK);
      }
    });

    it(`${file} says which versions it uses, and has no more rights than it names`, () => {
      for (const { uses } of steps(workflow)) assert.match(uses ?? "x@v1", /@v\d+$/);
      assert.equal(workflow.permissions.contents, "read");
    });
  }

  it("deploy only with the environment's approval", () => {
    const [, deploy] = workflows.find(([file]) => file === "deploy.yml")! as [string, Workflow];
    assert.equal(deploy.jobs.deploy?.environment, "production");
  });

  it("put the key where the configuration expects it, for the user alone", () => {
    const home = mkdtempSync(join(tmpdir(), "seisei-key-"));
    writeFileSync(join(home, "Pulumi.prod.yaml"), "config:\n  a:\n    privateKeyFile: ~/keys/a.pem\n");
    const env = { PATH: process.env.PATH, HOME: home, PULUMI_STACK: "prod", SSH_PRIVATE_KEY: "the\nkey" };
    execFileSync(join(process.cwd(), "scripts/ci/ssh-key.sh"), { cwd: home, env });
    assert.equal(readFileSync(join(home, "keys/a.pem"), "utf8"), "the\nkey\n");
    assert.equal(statSync(join(home, "keys/a.pem")).mode & 0o777, 0o600);
    rmSync(home, { recursive: true });
  });
});

describe("the systemd timer", () => {
  it("starts a service that systemd accepts", function () {
    if (spawnSync("systemd-analyze", ["--version"]).error) this.skip();
    const units = mkdtempSync(join(tmpdir(), "seisei-units-"));
    for (const file of readdirSync("scripts/systemd")) {
      const text = readFileSync(join("scripts/systemd", file), "utf8");
      writeFileSync(
        join(units, file),
        text.replaceAll("/srv/seisei", process.cwd()).replace(/^User=.*$/m, "User=root"),
      );
    }
    const files = readdirSync(units).map((file) => join(units, file));
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", ...files], { encoding: "utf8" });
    rmSync(units, { recursive: true });
    const own = stderr.split("\n").filter((line) => line.includes("seisei-drift"));
    assert.deepEqual([status, own], [0, []]);
  });
});
