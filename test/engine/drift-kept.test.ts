import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ByHand, canary, root } from "../lab/by-hand.ts";
import { dockerHost } from "../lab/host-facts.ts";

describe("what hosts run: kept as a record, taken into a release, cleaned up", () => {
  let own: ByHand;

  before(async () => {
    own = await ByHand.create();
    await own.onShop("echo tampered >> config/settings.txt");
    await own.shop.run("docker run -d --name stray --network none ghcr.io/seisei/web:sha-1a1a1a1");
  });
  after(() => own?.remove());

  it("exports what the hosts run into five files each, without a secret", async () => {
    await own.shop.run("docker run -d --name edge -p 127.0.0.1:8888:8080 traefik:v3.5 --api.insecure=true && sleep 1");
    const { code, stdout, stderr } = await own.command("export-runtime");
    await own.shop.run("docker rm -f edge");
    assert.equal(code, 0, stdout + stderr);
    const exports = join(own.workspace.folder, "audit/runtime");
    const [time = "", ...more] = readdirSync(exports);
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/);
    assert.deepEqual([more, readdirSync(join(exports, time)).sort()], [[], ["app-1", "app-2"]]);
    for (const [name, stack] of Object.entries({ "app-1": "shop", "app-2": "blog" })) {
      const files = [
        "compose_sha256.txt",
        "docker_state.json",
        "drift_report.json",
        "odoo_addons.hash",
        "traefik_routers.json",
      ];
      assert.deepEqual(readdirSync(join(exports, time, name)).sort(), files);
      const read = (file: string) => readFileSync(join(exports, time, name, file), "utf8");
      for (const file of files) assert.ok(!read(file).includes(canary), `${name}/${file}`);
      const { containers } = JSON.parse(read("docker_state.json"));
      const web = containers.find((one: { name: string }) => one.name === `${stack}-web-1`);
      assert.equal(web.environment.includes("TOKEN"), true, "the names of variables");
      const lock = (file: string) => readFileSync(join(own.workspace.folder, "audit/locks", file), "utf8");
      assert.equal(
        read("compose_sha256.txt"),
        lock("compose_sha256.lock.txt"),
        "by hand, both stacks are on both hosts",
      );
      assert.equal(read("odoo_addons.hash"), name === "app-1" ? lock("odoo_addons_modules.hash.txt") : "");
      const { edge } = JSON.parse(read("traefik_routers.json"));
      const routers = edge?.routers.map((router: { name: string }) => router.name);
      assert.deepEqual(routers, name === "app-1" ? ["api@internal", "dashboard@internal"] : undefined);
      const { findings } = JSON.parse(read("drift_report.json"));
      assert.equal(
        findings.some(({ kind }: { kind: string }) => kind === "file"),
        name === "app-1",
      );
    }
  });

  it("accepts what the host runs on a branch, but no secret, and leaves the work tree alone", async () => {
    const other = "ghcr.io/seisei/web:sha-2b2b2b2";
    await own.onShop(`docker pull -q ${other} && sed -i s/sha-1a1a1a1/sha-2b2b2b2/ docker-compose.yml &&
      echo "# by hand" >> addons/billing/__init__.py && mkdir addons/own && echo "# own" > addons/own/__init__.py &&
      echo "TOKEN='${canary}'" > .env && docker compose up -d --wait && echo "x: ${canary}" > stack.yaml`);
    const status = (await own.workspace.git("status", "--porcelain")).stdout;
    const { code, stdout, stderr } = await own.command("accept-drift", "--host", "app-1");
    assert.equal(code, 1, stdout + stderr);
    assert.match(stderr, /^refused: shop: stack\.yaml: holds a value of \.env/m);
    assert.doesNotMatch(stdout + stderr, new RegExp(canary));
    const branch = /^accept-drift\/\S+(?=:)/m.exec(stdout)![0];
    const { stdout: diff } = await own.workspace.git("diff", "main1.0.0", branch);
    assert.match(diff, /^\+ {4}image: ghcr\.io\/seisei\/web:sha-2b2b2b2$/m);
    assert.match(diff, /^\+tampered$/m);
    assert.match(diff, /^\+# by hand$/m);
    assert.match(diff, /^\+# own$/m);
    assert.match(diff, /^\+ {4}"ghcr\.io\/seisei\/web:sha-2b2b2b2": \{$/m);
    assert.doesNotMatch(diff, new RegExp(canary));
    assert.equal((await own.workspace.git("status", "--porcelain")).stdout, status);

    await own.workspace.git("tag", "-a", "-m", "accepted", "main1.0.1", branch);
    const { stdout: text } = await own.byAddress(own.shop);
    const failed = [...text.matchAll(/^\[FAIL\] +\S+ +(\S.*?) {2}/gm)].map(([, kind]) => kind);
    assert.deepEqual(
      failed,
      ["unknown container", "file"],
      `only the stray container and stack.yaml are left: ${text}`,
    );
  });

  it("has nothing to accept where nothing drifted", async () => {
    const { code, stdout } = await own.command("accept-drift", "--host", "app-2");
    assert.deepEqual([code, stdout], [0, "nothing to accept\n"]);
  });

  it("shows what could be cleaned up and changes nothing, then frees that and nothing else", async () => {
    const [old, deployed] = ["ghcr.io/seisei/web:sha-bad0bad", "ghcr.io/seisei/web:sha-2b2b2b2"];
    await own.shop.run(`docker image prune -af && docker pull -q ${deployed}`); // other stories leave images
    await own.shop.run(
      `docker pull -q ${old} && docker pull -q redis:7 && docker stop -t 0 stray && cd ${root} && mkdir -p .seisei/shop/incoming .seisei/blog/work &&
        echo x > .seisei/gone.tar && touch .seisei/blog/journal && chown -R ubuntu .seisei`,
    );
    const stale = "audit/runtime/2020-01-01T00-00-00Z";
    own.workspace.write({ [`${stale}/app-1/docker_state.json`]: "{}" });
    const untouched = await dockerHost(own.shop);
    const { code, stdout, stderr } = await own.command("cleanup");
    assert.equal(code, 0, stdout + stderr);
    assert.equal(await dockerHost(own.shop), untouched);
    const could = [...stdout.matchAll(/^could go +(\S+) +(\S+) .*? (\S+)(?: \(.*)?$/gm)].map(([, ...row]) =>
      row.join(" "),
    );
    const expected = [
      `app-1 image ${old}`,
      "app-1 bundle .seisei/gone.tar",
      "app-1 leftover .seisei/shop/incoming",
      `here export ${stale}`,
    ];
    assert.deepEqual(could, expected);
    assert.match(stdout, /^only told +app-1 +other image .* redis:7/m);
    assert.match(stdout, /^only told +app-1 +stopped container .*stray/m);

    const applied = await own.command("cleanup", "--apply");
    assert.equal(applied.code, 0, applied.stdout + applied.stderr);
    assert.match(applied.stdout, /^removed 4 things, up to [\d.]+ MiB$/m);
    assert.match((await own.command("cleanup")).stdout, /^nothing to clean up$/m);
    const { stdout: left } = await own.shop.run(
      `docker image ls --format '{{.Repository}}:{{.Tag}}'; ls ${root}/.seisei/*; docker ps -aq | wc -l`,
    );
    for (const kept of ["web:sha-1a1a1a1", "web:sha-2b2b2b2", "redis:7", "journal"])
      assert.ok(left.includes(kept), left);
    assert.doesNotMatch(left, /bad0bad|gone\.tar|incoming/);
    assert.match(left, /^2$/m, "no container went");
  });
});
