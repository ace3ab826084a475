import assert from "node:assert/strict";
import { DeployedShop } from "../lab/deployed-shop.ts";
import { containerIds } from "../lab/host-facts.ts";
import type { LabHost } from "../lab/lab.ts";

const root = "/opt/seisei-main";
const folder = `${root}/stacks/shop`;
const canary = "canary-77aa";
const labels = '{{range $k, $v := .Config.Labels}}{{$k}}={{$v}}{{"\\n"}}{{end}}';
/** Starts `queue` again by hand, under its name and labels and with its image, data and network. */
const again = (options: string) => `
  docker inspect --format '${labels}' shop-queue-1 > /tmp/labels
  image=$(docker inspect --format '{{.Image}}' shop-queue-1)
  docker rm -f shop-queue-1
  docker run -d --name shop-queue-1 --label-file /tmp/labels --restart unless-stopped -e PORT=3000 \
    -v ${folder}/queue.conf:/queue.conf:ro -v shop_rows:/rows --network shop_default --network-alias queue \
    --health-cmd true ${options} $image`;

describe("the settings of containers, changed by hand", () => {
  let host: LabHost;
  let deployed: DeployedShop;

  const drift = () => deployed.live.stack("shop", deployed.expected);
  const apply = () => deployed.apply();

  before(async () => {
    deployed = await DeployedShop.create(`PASSWORD='${canary}'\n`);
    host = deployed.host;
  });
  after(() => deployed?.remove());

  it("are as deployed after a deploy, and after what happens by itself", async () => {
    assert.deepEqual(await drift(), []);
    await host.run(`
      docker restart -t 0 shop-web-1
      docker exec shop-queue-1 sh -c 'touch /tmp/x; sleep 1 & echo $!' >/dev/null
      docker logs shop-web-1 >/dev/null 2>&1
      touch ${folder}/config/settings.txt && echo line >> ${folder}/logs/a.log
      docker pull -q ghcr.io/seisei/web:sha-2b2b2b2 >/dev/null && docker image prune -f >/dev/null`);
    assert.deepEqual(await drift(), []);
    const before = await containerIds(host);
    await apply();
    assert.deepEqual(await containerIds(host), before);
  });

  // Each other kind of change: test/tamper.
  const tampered: [string, string, "web" | "queue", RegExp][] = [
    ["a container started by hand", again(`-e DEBUG=${canary}`), "queue", /environment DEBUG added/],
    ["`docker update`", "docker update --restart no shop-web-1", "web", /^restart policy unless-stopped removed$/],
  ];
  for (const [what, command, service, words] of tampered) {
    it(`${what}: is one finding, and the next deploy repairs that service alone`, async () => {
      const before = await containerIds(host);
      await host.run(command);
      const found = await drift();
      assert.deepEqual(
        found.map(({ kind, subject }) => [kind, subject]),
        [["settings", service]],
      );
      assert.match(found[0]!.observed, words);
      assert.doesNotMatch(JSON.stringify(found), new RegExp(canary));
      const said = await apply();
      assert.match(said, new RegExp(`starting ${service}: (settings changed by hand|configuration)`));
      assert.deepEqual(await drift(), []);
      const other = service === "web" ? "shop-queue-1" : "shop-web-1";
      assert.equal((await containerIds(host))[other], before[other]);
    });
  }

  it("are one finding of another kind where the container is stopped or has another image as well", async () => {
    await host.run("docker update --restart no shop-web-1 && docker stop -t 0 shop-web-1");
    assert.deepEqual(
      (await drift()).map(({ kind }) => kind),
      ["container"],
    );
    await apply();
    assert.deepEqual(await drift(), []);
  });

  it("are as deployed where no deploy has recorded them, and are recorded by the next one without a restart", async () => {
    await host.run(`rm ${root}/.seisei/shop/current/as-deployed && docker update --cpus 0.5 shop-web-1`);
    const before = await containerIds(host);
    assert.deepEqual(await drift(), []);
    await apply();
    assert.deepEqual(await containerIds(host), before);
    await host.run("docker update --cpus 1 shop-web-1");
    assert.match((await drift())[0]!.observed, /^CPUs 1 instead of 0\.5$/);
    await apply();
  });

  it("could not be checked where the user may not read the record", async () => {
    const record = `${root}/.seisei/shop/current/as-deployed`;
    await host.run(`chown root ${record}`);
    await assert.rejects(drift(), { name: "UserError", message: /could not check .*as-deployed/ });
    await host.run(`chown ubuntu ${record}`);
  });

  it("are recorded where only the deploy user reads, and without a value", async () => {
    const record = `${root}/.seisei/shop/current/as-deployed`;
    assert.equal((await host.run(`stat -c '%a %U' ${record}`)).stdout, "600 ubuntu\n");
    assert.match((await host.run(`cat ${record}`)).stdout, /^web\tenvironment PASSWORD\t#\d+$/m);
    const { stdout } = await host.run(`grep -rl ${canary} ${root} || true`);
    assert.deepEqual(stdout.trim().split("\n").sort(), [`${root}/.seisei/shop/current/env`, `${folder}/.env`]);
  });
});
