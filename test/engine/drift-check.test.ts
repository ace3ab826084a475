import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ByHand, root } from "../lab/by-hand.ts";
import { dockerHost } from "../lab/host-facts.ts";
import type { Finished } from "../lab/process.ts";

describe("the drift check, of hosts that a person deployed to from a tag, without Pulumi", () => {
  let own: ByHand;

  before(async () => {
    own = await ByHand.create();
  });
  after(() => own?.remove());

  it("finds nothing, over one connection, and changes nothing", async () => {
    const [untouched, connections] = [await dockerHost(own.shop), await own.shop.connections()];
    const { code, stdout, stderr } = await own.byAddress(own.shop);
    assert.equal(code, 0, stdout + stderr);
    assert.equal((await own.shop.connections()) - connections, 1);
    assert.equal(await dockerHost(own.shop), untouched);
    assert.match(stderr, /compared with main1\.0\.0, the newest release/);
    for (const kind of ["images", "containers", "files"])
      assert.match(stdout, new RegExp(`^\\[PASS\\] .* ${kind} +\\d`, "m"));
    assert.match(stdout, /^\[SKIP\] +shop .*\.env is not compared: the host has no record of a deploy/m);
    assert.match(stdout, /^no drift: /m);
    assert.doesNotMatch(stdout, /blog/, "the other host's stack");
  });

  it("asks every host of the configuration, each over one connection", async () => {
    const before = await Promise.all([own.shop.connections(), own.blog.connections()]);
    const { stdout } = await own.everyHost();
    const after = await Promise.all([own.shop.connections(), own.blog.connections()]);
    assert.deepEqual(
      after.map((count, index) => count - before[index]!),
      [1, 1],
    );
    assert.match(stdout, /^\[PASS\] +app-1 +shop +images/m);
    assert.match(stdout, /^\[PASS\] +app-2 +blog +images/m);
  });

  it("finds what somebody changed, exits with 1, and remembers since when", async () => {
    await own.onShop(`echo tampered >> config/settings.txt && docker stop -t 0 shop-web-1 && rm .env`);
    await own.shop.run("docker run -d --name stray --network none ghcr.io/seisei/web:sha-1a1a1a1");
    const { code, stdout, stderr } = await own.byAddress(own.shop, "--report", "drift_report.json");
    assert.equal(code, 1, stdout + stderr);
    assert.match(stdout, /^\[FAIL\] +shop +file +config\/settings\.txt has sha256:.* — `pulumi up`/m);
    assert.match(stdout, /^\[FAIL\] +shop +container +web is stopped/m);
    assert.match(stdout, /^\[FAIL\] +shop +environment +\.env is missing/m);
    assert.match(stdout, /^\[FAIL\] +app-1 +unknown container +container stray/m);
    assert.match(stdout, /^\[PASS\] +shop +images/m, "what is as it should be still passes");

    const report = JSON.parse(readFileSync(join(own.workspace.folder, "drift_report.json"), "utf8"));
    const again = await own.byAddress(own.shop, "--json");
    const { checkedAt, release, findings } = JSON.parse(again.stdout);
    assert.equal(release, "main1.0.0");
    assert.deepEqual(findings, report.findings, "found a second time, and first seen when it was");
    assert.ok(findings.every(({ since }: { since: string }) => since === report.checkedAt && since < checkedAt));
  });

  it("still reports the other host when one is away, and exits with 2", async () => {
    await own.blog.powerOff();
    const { code, stdout } = await own.everyHost();
    assert.equal(code, 2, stdout);
    assert.match(stdout, /^\[FAIL\] +app-1 +shop +container +web is stopped/m);
    assert.match(stdout, /^\[ERROR\] +app-2 +app-2: the host cannot be reached/m);
    assert.match(stdout, /^could not check everything: .* 1 could not be checked/m);
  });

  it("reports what can be checked beside a folder that cannot be entered, and exits with 2", async () => {
    const folder = `${root}/stacks/shop/config`;
    await own.shop.run(`chown root ${folder} && chmod 700 ${folder}`);
    const { code, stdout } = await own.byAddress(own.shop);
    await own.shop.run(`chown ubuntu ${folder} && chmod 755 ${folder}`);
    assert.equal(code, 2, stdout);
    assert.match(stdout, /^\[ERROR\] +shop .*could not check .*config/m);
    assert.match(stdout, /^\[FAIL\] +app-1 +unknown container +container stray/m);
  });

  it("refuses another host key, an unknown release and two questions at once, each in one line", async () => {
    const { hostKey } = own.blog;
    const attempts: [Promise<Finished>, RegExp][] = [
      [
        own.command("drift-check", "--server", own.shop.address, "--host-key", hostKey),
        /host key is not the pinned one/,
      ],
      [own.byAddress(own.shop, "--tag", "main9.9.9"), /main9\.9\.9: expected a tag/],
      [own.everyHost("--local"), /expected one of --local, --server HOST and --all/],
    ];
    for (const [attempt, message] of attempts) {
      const { code, stdout, stderr } = await attempt;
      assert.equal(code, 2);
      assert.match(stdout + stderr, message);
      assert.doesNotMatch(stderr, /^\s+at /m);
    }
  });
});
