import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type WebStack, webStack } from "../lab/fixture-stacks.ts";
import { dockerHost } from "../lab/host-facts.ts";
import { type Lab, type LabHost, labUp } from "../lab/lab.ts";
import { run } from "../lab/process.ts";
import { Workspace } from "../lab/workspace.ts";

const root = "/opt/seisei-main";
const canary = "canary-8f14e45f";

/** A stack whose container gets a secret of `.env`. */
function secretStack(name: string, settings: WebStack): Record<string, string> {
  const files = webStack(name, { ...settings, definition: `${settings.definition ?? ""}secrets:\n  - TOKEN\n` });
  const compose = `stacks/${name}/docker-compose.yml`;
  const environment = '    environment:\n      TOKEN: "${TOKEN}"\n    restart:';
  return { ...files, [compose]: files[compose]!.replace("    restart:", environment) };
}

describe("the drift check, of hosts that a person deployed to from a tag, without Pulumi", () => {
  let lab: Lab;
  let [shop, blog]: LabHost[] = [];
  let workspace: Workspace;

  const command = (...args: string[]) =>
    run("node", ["cli/main.ts", ...args], { cwd: workspace.folder, env: { NO_COLOR: "1" }, check: false });
  /** What a person types who has nothing but a clone and a key. */
  const byAddress = ({ address, hostKey, privateKeyFile }: LabHost, ...args: string[]) =>
    command("drift-check", "--server", address, "--ssh-key", privateKeyFile, "--host-key", hostKey, ...args);
  const everyHost = (...args: string[]) => command("drift-check", "--all", ...args);
  const onShop = (script: string) => shop!.run(`cd ${root}/stacks/shop && ${script}`, { user: "ubuntu" });

  /** Takes the tag to a host and starts one stack there. */
  const deployByHand = async (host: LabHost, stack: string) => {
    const { stdout } = await run("sh", ["-c", "git archive main1.0.0 stacks | base64 -w0"], { cwd: workspace.folder });
    await host.run(`base64 -d | tar -x -C ${root}`, { user: "ubuntu", input: stdout });
    await host.run(
      `echo "TOKEN='${canary}'" > ${root}/stacks/${stack}/.env && docker network create edge &&
      cd ${root}/stacks/${stack} && docker compose up -d --wait`,
      { user: "ubuntu" },
    );
  };

  before(async () => {
    lab = await labUp({ hosts: 2 });
    [shop, blog] = lab.hosts;
    await Promise.all([shop!.reset(), blog!.reset()]);
    workspace = await Workspace.create(lab);
    workspace.write({
      ...secretStack("shop", { port: 3101, definition: "addons:\n  - addons\n" }),
      "stacks/shop/addons/billing/__init__.py": "# billing\n",
      ...secretStack("blog", { port: 3102, host: "app-2" }),
    });
    await workspace.release("main1.0.0");
    await workspace.pulumi("config", "set", "release", "main1.0.0");
    await Promise.all([deployByHand(shop!, "shop"), deployByHand(blog!, "blog")]);
  });

  after(async () => {
    await blog?.powerOn();
    workspace?.remove();
  });

  it("finds nothing, over one connection, and changes nothing", async () => {
    const [untouched, connections] = [await dockerHost(shop!), await shop!.connections()];
    const { code, stdout, stderr } = await byAddress(shop!);
    assert.equal(code, 0, stdout + stderr);
    assert.equal((await shop!.connections()) - connections, 1);
    assert.equal(await dockerHost(shop!), untouched);
    assert.match(stderr, /compared with main1\.0\.0, the newest release/);
    for (const kind of ["images", "containers", "files"])
      assert.match(stdout, new RegExp(`^\\[PASS\\] .* ${kind} +\\d`, "m"));
    assert.match(stdout, /^\[SKIP\] +shop .*\.env is not compared: the host has no record of a deploy/m);
    assert.match(stdout, /^no drift: /m);
    assert.doesNotMatch(stdout, /blog/, "the other host's stack");
  });

  it("asks every host of the configuration, each over one connection", async () => {
    const before = await Promise.all([shop!.connections(), blog!.connections()]);
    const { stdout } = await everyHost();
    const after = await Promise.all([shop!.connections(), blog!.connections()]);
    assert.deepEqual(
      after.map((count, index) => count - before[index]!),
      [1, 1],
    );
    assert.match(stdout, /^\[PASS\] +app-1 +shop +images/m);
    assert.match(stdout, /^\[PASS\] +app-2 +blog +images/m);
  });

  it("finds what somebody changed, exits with 1, and remembers since when", async () => {
    await onShop(`echo tampered >> config/settings.txt && docker stop -t 0 shop-web-1 && rm .env`);
    await shop!.run("docker run -d --name stray --network none ghcr.io/seisei/web:sha-1a1a1a1");
    const { code, stdout, stderr } = await byAddress(shop!, "--report", "drift_report.json");
    assert.equal(code, 1, stdout + stderr);
    assert.match(stdout, /^\[FAIL\] +shop +file +config\/settings\.txt has sha256:.* — `pulumi up`/m);
    assert.match(stdout, /^\[FAIL\] +shop +container +web is stopped/m);
    assert.match(stdout, /^\[FAIL\] +shop +environment +\.env is missing/m);
    assert.match(stdout, /^\[FAIL\] +app-1 +unknown container +container stray/m);
    assert.match(stdout, /^\[PASS\] +shop +images/m, "what is as it should be still passes");

    const report = JSON.parse(readFileSync(join(workspace.folder, "drift_report.json"), "utf8"));
    const again = await byAddress(shop!, "--json");
    const { checkedAt, release, findings } = JSON.parse(again.stdout);
    assert.equal(release, "main1.0.0");
    assert.deepEqual(findings, report.findings, "found a second time, and first seen when it was");
    assert.ok(findings.every(({ since }: { since: string }) => since === report.checkedAt && since < checkedAt));
  });

  it("exports what the hosts run into five files each, without a secret", async () => {
    await shop!.run("docker run -d --name edge -p 127.0.0.1:8888:8080 traefik:v3.5 --api.insecure=true && sleep 1");
    const { code, stdout, stderr } = await command("export-runtime");
    await shop!.run("docker rm -f edge");
    assert.equal(code, 0, stdout + stderr);
    const exports = join(workspace.folder, "audit/runtime");
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
      const lock = (file: string) => readFileSync(join(workspace.folder, "audit/locks", file), "utf8");
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
    await onShop(`docker pull -q ${other} && sed -i s/sha-1a1a1a1/sha-2b2b2b2/ docker-compose.yml &&
      echo "TOKEN='${canary}'" > .env && docker compose up -d --wait && echo "x: ${canary}" > stack.yaml`);
    const status = (await workspace.git("status", "--porcelain")).stdout;
    const { code, stdout, stderr } = await command("accept-drift", "--host", "app-1");
    assert.equal(code, 1, stdout + stderr);
    assert.match(stderr, /^refused: shop: stack\.yaml: holds a value of \.env/m);
    assert.doesNotMatch(stdout + stderr, new RegExp(canary));
    const branch = /^accept-drift\/\S+(?=:)/m.exec(stdout)![0];
    const { stdout: diff } = await workspace.git("diff", "main1.0.0", branch);
    assert.match(diff, /^\+ {4}image: ghcr\.io\/seisei\/web:sha-2b2b2b2$/m);
    assert.match(diff, /^\+tampered$/m);
    assert.match(diff, /^\+ {4}"ghcr\.io\/seisei\/web:sha-2b2b2b2": \{$/m);
    assert.doesNotMatch(diff, new RegExp(canary));
    assert.equal((await workspace.git("status", "--porcelain")).stdout, status);

    await workspace.git("tag", "-a", "-m", "accepted", "main1.0.1", branch);
    const { stdout: text } = await byAddress(shop!);
    const failed = [...text.matchAll(/^\[FAIL\] +\S+ +(\S.*?) {2}/gm)].map(([, kind]) => kind);
    assert.deepEqual(
      failed,
      ["unknown container", "file"],
      `only the stray container and stack.yaml are left: ${text}`,
    );
  });

  it("has nothing to accept where nothing drifted", async () => {
    const { code, stdout } = await command("accept-drift", "--host", "app-2");
    assert.deepEqual([code, stdout], [0, "nothing to accept\n"]);
  });

  it("shows what could be cleaned up and changes nothing, then frees that and nothing else", async () => {
    const old = "ghcr.io/seisei/web:sha-bad0bad";
    await shop!.run(
      `docker pull -q ${old} && docker pull -q redis:7 && docker stop -t 0 stray && cd ${root} && mkdir -p .seisei/shop/incoming .seisei/blog/work &&
        echo x > .seisei/gone.tar && touch .seisei/blog/journal && chown -R ubuntu .seisei`,
    );
    const stale = "audit/runtime/2020-01-01T00-00-00Z";
    workspace.write({ [`${stale}/app-1/docker_state.json`]: "{}" });
    const untouched = await dockerHost(shop!);
    const { code, stdout, stderr } = await command("cleanup");
    assert.equal(code, 0, stdout + stderr);
    assert.equal(await dockerHost(shop!), untouched);
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

    const applied = await command("cleanup", "--apply");
    assert.equal(applied.code, 0, applied.stdout + applied.stderr);
    assert.match(applied.stdout, /^removed 4 things, up to [\d.]+ MiB$/m);
    assert.match((await command("cleanup")).stdout, /^nothing to clean up$/m);
    const { stdout: left } = await shop!.run(
      `docker image ls --format '{{.Repository}}:{{.Tag}}'; ls ${root}/.seisei/*; docker ps -aq | wc -l`,
    );
    for (const kept of ["web:sha-1a1a1a1", "web:sha-2b2b2b2", "redis:7", "journal"])
      assert.ok(left.includes(kept), left);
    assert.doesNotMatch(left, /bad0bad|gone\.tar|incoming/);
    assert.match(left, /^2$/m, "no container went");
  });

  it("still reports the other host when one is away, and exits with 2", async () => {
    await blog!.powerOff();
    const { code, stdout } = await everyHost();
    assert.equal(code, 2, stdout);
    assert.match(stdout, /^\[FAIL\] +app-1 +shop +image +web runs/m);
    assert.match(stdout, /^\[ERROR\] +app-2 +app-2: the host cannot be reached/m);
    assert.match(stdout, /^could not check everything: .* 1 could not be checked/m);
  });

  it("reports what can be checked beside a file that cannot be read, and exits with 2", async () => {
    await shop!.run(`chown root ${root}/stacks/shop/stack.yaml && chmod 600 ${root}/stacks/shop/stack.yaml`);
    const { code, stdout } = await byAddress(shop!);
    await shop!.run(`chown ubuntu ${root}/stacks/shop/stack.yaml && chmod 644 ${root}/stacks/shop/stack.yaml`);
    assert.equal(code, 2, stdout);
    assert.match(stdout, /^\[ERROR\] +shop .*could not check .*stack\.yaml/m);
    assert.match(stdout, /^\[FAIL\] +app-1 +unknown container +container stray/m);
  });

  it("refuses another host key, an unknown release and two questions at once, each in one line", async () => {
    const { hostKey } = blog!;
    const attempts: [Promise<{ code: number; stdout: string; stderr: string }>, RegExp][] = [
      [command("drift-check", "--server", shop!.address, "--host-key", hostKey), /host key is not the pinned one/],
      [byAddress(shop!, "--tag", "main9.9.9"), /main9\.9\.9: expected a tag/],
      [everyHost("--local"), /expected one of --local, --server HOST and --all/],
    ];
    for (const [attempt, message] of attempts) {
      const { code, stdout, stderr } = await attempt;
      assert.equal(code, 2);
      assert.match(stdout + stderr, message);
      assert.doesNotMatch(stderr, /^\s+at /m);
    }
  });
});
