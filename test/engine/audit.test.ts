import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Audit } from "../../cli/audit/page.ts";
import type { LedgerEntry } from "../../components/ledger.ts";
import { webStack } from "../lab/fixture-stacks.ts";
import { type Lab, type LabHost, labUp } from "../lab/lab.ts";
import { run } from "../lab/process.ts";
import { Workspace } from "../lab/workspace.ts";
import { openBrowser, openFile } from "../support/browser.ts";

const hostile = "<script>alert(1)</script> & co";

describe("the ledger and the audit: deploy, upgrade, a failed update that is put back, rollback, repair", () => {
  let lab: Lab;
  let host: LabHost;
  let workspace: Workspace;

  const update = async (release: string, ...options: string[]) => {
    await workspace.pulumi("config", "set", "release", release);
    return workspace.tryPulumi(["up", "--yes", "--skip-preview", ...options], { check: false });
  };
  const ledger = async (): Promise<LedgerEntry[]> =>
    JSON.parse((await workspace.pulumi("stack", "output", "ledger", "--show-secrets", "--json")).stdout);
  const cli = (args: string[], env: Record<string, string> = {}) =>
    run("node", ["cli/main.ts", "audit", ...args], {
      cwd: workspace.folder,
      check: false,
      env: {
        ...{ PULUMI_BACKEND_URL: `file://${workspace.folder}/state`, PULUMI_CONFIG_PASSPHRASE: "workspace" },
        ...{ PULUMI_STACK: "", NODE_NO_WARNINGS: "1", ...env },
      },
    });
  const audit = async (): Promise<Audit> => JSON.parse((await cli(["--json"])).stdout);

  /** A preview without changes says nothing of outputs. */
  const silent = async (all: readonly string[][] = [["--diff"]]) => {
    for (const options of all) {
      const { code, stdout } = await workspace.tryPulumi(["preview", "--expect-no-changes", ...options], {
        check: false,
      });
      assert.equal(code, 0, stdout);
      assert.doesNotMatch(stdout, /ledger|Outputs|--outputs--|^ *[-+~] /m);
    }
  };

  before(async () => {
    lab = await labUp();
    host = lab.hosts[0]!;
    await host.reset();
    workspace = await Workspace.create(lab, [host]);
    workspace.write({ ...webStack("shop", { port: 3101 }), ...webStack("api", { port: 3102 }) });
    await workspace.release("main1.0.0");
    workspace.write(webStack("shop", { port: 3101, version: "sha-2b2b2b2" }));
    await workspace.release("main1.0.1");
    workspace.write(webStack("shop", { port: 3101, version: "sha-bad0bad" }));
    await workspace.release("main1.0.2");
  });

  after(() => workspace?.remove());

  it("has nothing to show before the first update, and says so", async () => {
    const { code, stdout, stderr } = await cli([]);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.equal(stderr, "lab: expected at least one update in its history, got none; `pulumi up` makes the first\n");
  });

  it("enters a first deployment with its commit, its person and what each stack is, and the next preview is silent", async () => {
    assert.equal((await update("main1.0.0", "--message", hostile)).code, 0);
    const [entry, ...rest] = await ledger();
    assert.deepEqual(rest, []);
    const commit = (await workspace.git("rev-parse", "main1.0.0^{commit}")).stdout.trim();
    assert.deepEqual([entry!.release, entry!.commit, entry!.message], ["main1.0.0", commit, "Release main1.0.0"]);
    assert.match(entry!.by, /A Developer \(.+@.+\)|\(.*CI|Actions\)/);
    assert.deepEqual(Object.keys(entry!.stacks).sort(), ["api", "shop"]);
    assert.match(entry!.stacks.shop!.content, /^[0-9a-f]{64}$/);
    await silent([[], ["--diff"]]);
  });

  it("shows an upgrade in a preview without a line about the ledger, and hides people from an update's text", async () => {
    await workspace.pulumi("config", "set", "release", "main1.0.1");
    const { stdout } = await workspace.tryPulumi(["preview", "--diff"], { check: false });
    assert.match(stdout, /release : "main1\.0\.0" => "main1\.0\.1"/);
    assert.doesNotMatch(stdout, /ledger|A Developer/);
    const up = await update("main1.0.1");
    assert.equal(up.code, 0);
    assert.match(up.stdout, /^ +ledger +: \[secret\]$/m);
    assert.doesNotMatch(up.stdout, /A Developer/);
    await silent();
  });

  it("leaves the ledger as it is when an update changes nothing", async () => {
    const before = await ledger();
    assert.equal((await update("main1.0.1")).code, 0);
    assert.deepEqual(await ledger(), before);
  });

  it("enters an update that fails, and what runs is what it was put back to", async () => {
    assert.notEqual((await update("main1.0.2")).code, 0);
    assert.equal((await ledger()).at(-1)!.release, "main1.0.2");
    const { running, updates } = await audit();
    assert.deepEqual(updates.at(-1)!.kept, [{ stack: "shop", release: "main1.0.1" }]);
    const shop = running.find(({ stack }) => stack === "shop")!;
    assert.deepEqual([shop.release, shop.asked, shop.host], ["main1.0.1", "main1.0.2", host.name]);
    assert.equal(shop.since, updates[1]!.end);
  });

  it("completes the failed entry with the way back, and the next preview is silent", async () => {
    assert.equal((await update("main1.0.0")).code, 0);
    assert.deepEqual(
      (await ledger()).map(({ release, result, missing }) => [release, result, missing]),
      [
        ["main1.0.0", "succeeded", undefined],
        ["main1.0.1", "succeeded", undefined],
        ["main1.0.2", "failed", ["shop"]],
        ["main1.0.0", undefined, undefined],
      ],
    );
    await silent();
  });

  it("enters a repair of drift with the stack that was applied again, and the next preview is silent", async () => {
    await host.run("echo tampered > /opt/seisei-main/stacks/api/config/settings.txt");
    assert.equal((await update("main1.0.0")).code, 0);
    const { again, result, end } = (await ledger()).at(-1)!;
    assert.deepEqual([again, result], [["api"], "succeeded"]);
    assert.ok(end);
    await silent();
  });

  let told: Audit;
  it("tells all of it in the audit, from which release to which and how it ended", async () => {
    told = await audit();
    const { updates } = told;
    const rows = updates.map(({ change, from, to, result, stacks }) => [change, from, to, result, stacks]);
    assert.deepEqual(rows, [
      ["first deployment", undefined, "main1.0.0", "succeeded", ["api", "shop"]],
      ["upgrade", "main1.0.0", "main1.0.1", "succeeded", ["shop"]],
      ["nothing to do", "main1.0.1", "main1.0.1", "succeeded", undefined],
      ["upgrade", "main1.0.1", "main1.0.2", "failed", ["shop"]],
      ["rollback", "main1.0.1", "main1.0.0", "succeeded", ["shop"]],
      ["applied again", "main1.0.0", "main1.0.0", "succeeded", ["api"]],
    ]);
    assert.equal(updates[0]!.message, hostile);
  });

  it("has what the policy rules say of each release that was deployed, as git has it, and not of what deployed none", () => {
    const rules = told.updates.map(({ policies }) =>
      policies && "findings" in policies ? policies.findings.map(({ rule, level }) => `${rule} ${level}`) : policies,
    );
    const limits = ["memory-limit-present advisory", "memory-limit-present advisory"];
    assert.deepEqual(rules, [limits, limits, undefined, limits, limits, limits]);
  });

  it("tells of the way back to an earlier release that it was never rehearsed", () => {
    const ways = told.waysBack.map(({ release, stacks, rehearsed }) => [release, stacks, rehearsed]);
    assert.deepEqual(ways, [["main1.0.1", ["shop"], undefined]]);
  });

  it("writes page and JSON without anything of the configuration but the release", async () => {
    const { code, stdout } = await cli([]);
    assert.equal(code, 0);
    assert.match(stdout, /^dist\/audit\/index\.html {2}6 updates of lab\n$/);
    for (const name of ["index.html", "audit.json"]) {
      const text = readFileSync(join(workspace.folder, "dist/audit", name), "utf8");
      assert.ok(!text.includes(host.address) && !text.includes("ssh-ed25519"), name);
    }
  });

  it("shows those rows in a browser, the hostile message as text", async () => {
    const browser = await openBrowser();
    try {
      const { page, trouble } = await openFile(browser, join(workspace.folder, "dist/audit/index.html"));
      assert.equal(await page.locator("#updates tbody tr").count(), 6);
      assert.ok((await page.locator("#updates").innerText()).includes(hostile));
      await page.getByLabel("Result").selectOption("failed");
      assert.equal(await page.locator("#updates tbody tr:visible").count(), 1);
      assert.deepEqual(trouble, []);
    } finally {
      await browser.close();
    }
  });

  it("has one clear message for a stack, a passphrase or a login that is missing", async () => {
    const failing = async (env: Record<string, string>, message: RegExp) => {
      const { code, stdout, stderr } = await cli([], env);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    };
    await failing({ PULUMI_STACK: "organization/seisei/nope" }, /nope/);
    await failing({ PULUMI_CONFIG_PASSPHRASE: "wrong" }, /^pulumi stack output: .*passphrase/);
    await failing({ PULUMI_BACKEND_URL: "", PULUMI_ACCESS_TOKEN: "" }, /^pulumi stack \w+: .*`pulumi login`/);
  });
});
