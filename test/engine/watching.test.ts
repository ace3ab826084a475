import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { webStack } from "../lab/fixture-stacks.ts";
import { containerIds } from "../lab/host-facts.ts";
import { type LabHost, labUp } from "../lab/lab.ts";
import { run } from "../lab/process.ts";
import { Workspace } from "../lab/workspace.ts";

/** Stands in for GitHub's command line: keeps what it was asked, and at most one open issue. */
const fakeGh = `#!/bin/sh
cd "$(dirname "$0")"
echo "$@" | sed 's| /tmp/[^ ]*| FILE|' >>calls
while [ $# -gt 0 ]; do
  case $1 in
  list) [ ! -e issue ] || echo 7 ;;
  create) [ "$previous" = label ] || touch issue ;;
  close) rm issue ;;
  --body-file) cat "$2" >body ;;
  esac
  previous=$1
  shift
done
`;

const shop = webStack("shop", { port: 3101, secrets: ["TOKEN"] });
const environment = "/opt/seisei-main/stacks/shop/.env";

describe("the workflows' steps, against a host", () => {
  let host: LabHost;
  let workspace: Workspace;
  let tools: string;

  const step = (script: string, ...args: string[]) =>
    run(join(process.cwd(), "scripts/ci", script), args, {
      cwd: workspace.folder,
      check: false,
      env: {
        PATH: `${tools}:${process.env.PATH}`,
        PULUMI_STACK: "lab",
        PULUMI_BACKEND_URL: `file://${workspace.folder}/state`,
        PULUMI_CONFIG_PASSPHRASE: "workspace",
      },
    });
  /** What gh was asked since the last look. */
  const calls = () => {
    const file = join(tools, "calls");
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
    rmSync(file, { force: true });
    return lines;
  };
  const body = () => readFileSync(join(tools, "body"), "utf8");
  const succeeds = async (script: string, ...args: string[]) => {
    const { code, stdout, stderr } = await step(script, ...args);
    assert.equal(code, 0, stdout + stderr);
  };

  before(async () => {
    const lab = await labUp();
    host = lab.hosts[0]!;
    await host.reset();
    tools = mkdtempSync(join(tmpdir(), "seisei-gh-"));
    writeFileSync(join(tools, "gh"), fakeGh);
    chmodSync(join(tools, "gh"), 0o755);
    workspace = await Workspace.create(lab, [host]);
    workspace.write(shop);
    await workspace.secret("shop", "TOKEN", "sesame");
    await workspace.release("main1.0.0");
  });

  after(() => {
    workspace?.remove();
    rmSync(tools, { recursive: true, force: true });
  });

  it("deploy the tag", async () => {
    await succeeds("deploy.sh", "main1.0.0");
    assert.deepEqual(Object.keys(await containerIds(host)), ["shop-web-1"]);
  });

  it("write a pull request's diff as one comment, and leave host, tags and configuration as they are", async () => {
    workspace.write({ ...shop, "stacks/shop/config/settings.txt": "second\n" });
    await workspace.git("commit", "-aqm", "Change the settings");
    const config = readFileSync(join(workspace.folder, "Pulumi.lab.yaml"), "utf8");
    const before = await containerIds(host);
    await succeeds("preview.sh", "42");
    assert.deepEqual(calls(), ["pr comment 42 --edit-last --create-if-none --body-file FILE"]);
    assert.match(body(), /^### What a release of this would change\n\n`{5}diff$/m);
    assert.match(body(), /^! .*config\/settings\.txt: "\w+" => "\w+"$/m);
    assert.deepEqual(await containerIds(host), before);
    assert.equal((await workspace.git("tag")).stdout, "main1.0.0\n");
    assert.equal(readFileSync(join(workspace.folder, "Pulumi.lab.yaml"), "utf8"), config);
  });

  it("write the reason when the preview fails, and fail too", async () => {
    workspace.write({ "stacks/shop/stack.yaml": "host: app-1\nhelth: []\n" });
    await workspace.git("commit", "-aqm", "A mistake");
    assert.notEqual((await step("preview.sh", "42")).code, 0);
    assert.match(body(), /^### The preview failed$/m);
    assert.match(body(), /stacks\/shop\/stack\.yaml:2.*helth/);
    calls();
  });

  it("open no issue while there is no drift", async () => {
    await succeeds("drift.sh");
    assert.deepEqual(
      calls().map((call) => call.slice(0, 10)),
      ["issue list"],
    );
  });

  it("open one issue about drift, and bring that one up to date", async () => {
    await host.run("docker stop -t 0 shop-web-1");
    await succeeds("drift.sh");
    assert.deepEqual(
      calls().map((call) => call.split(" --")[0]),
      ["issue list", "label create drift", "issue create"],
    );
    assert.match(
      body(),
      /^Compared with main1\.0\.0 at [\d-]+ [\d:]+ UTC:\n\n`{5}\n(.*\n)*\[FAIL\] +shop +container +web is stopped/m,
    );
    await host.run("docker run -d --name stray --network none ghcr.io/seisei/web:sha-1a1a1a1");
    await host.run(`cp -p ${environment} /root/kept && echo MORE=1 >> ${environment}`);
    await succeeds("drift.sh");
    assert.deepEqual(
      calls().map((call) => call.split(" --")[0]),
      ["issue list", "issue edit 7"],
    );
    assert.match(body(), /container stray .* belongs to no stack/);
    assert.match(body(), /\.env was changed on the host/);
    assert.doesNotMatch(body(), /SKIP|sesame/, "a deploy's record tells what .env was");
  });

  it("close it when the drift is over", async () => {
    await host.run(`docker start shop-web-1 && docker rm -f stray && mv /root/kept ${environment}`);
    await succeeds("drift.sh");
    assert.deepEqual(calls().slice(1), ["issue close 7 --comment No drift any more: the hosts run main1.0.0."]);
  });

  it("fail when a host could not be checked, with the reason in the issue", async () => {
    await host.powerOff();
    const { code } = await step("drift.sh");
    await host.powerOn();
    assert.equal(code, 2);
    assert.match(body(), /\[ERROR\].*app-1: the host cannot be reached/);
  });
});
