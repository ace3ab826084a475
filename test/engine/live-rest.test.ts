import assert from "node:assert/strict";
import type { Documented } from "../../live/documented.ts";
import type { StackExpected } from "../../live/expected.ts";
import type { Finding } from "../../live/finding.ts";
import { DeployedShop } from "../lab/deployed-shop.ts";
import type { LabHost } from "../lab/lab.ts";

const root = "/opt/seisei-main";
const image = "ghcr.io/seisei/web:sha-1a1a1a1";
const kinds = (found: readonly Finding[]) => found.map(({ kind, subject }) => [kind, subject]);

describe("what else differs on a host", () => {
  let host: LabHost;
  let deployed: DeployedShop;
  let expected: StackExpected;

  const stack = () => deployed.live.stack("shop", expected);
  const rest = (networks: string[] = [], documented: Documented[] = []) =>
    deployed.live.rest(["shop"], networks, documented);
  const apply = () => deployed.apply();

  before(async () => {
    deployed = await DeployedShop.create();
    host = deployed.host;
    expected = {
      ...deployed.expected,
      volumes: { shop_rows: "present" },
      networks: { shop_default: "present" },
    };
  });
  after(() => deployed?.remove());

  it("is nothing after a deploy", async () => {
    assert.deepEqual([await stack(), await rest()], [[], []]);
  });

  it("a single restart by Docker is no finding; a restart loop is one, and the next deploy ends it", async () => {
    const kill = "kill -9 $(docker inspect --format '{{.State.Pid}}' shop-queue-1); sleep 1.5";
    await host.run(kill);
    assert.deepEqual(await stack(), []);
    await host.run(`${kill}; ${kill}`);
    assert.deepEqual(kinds(await stack()), [["restart loop", "queue"]]);
    assert.match(await apply(), /starting queue: restart/);
    assert.deepEqual(await stack(), []);
  });

  it("a lost volume comes back empty, a lost network with the containers that were on it", async () => {
    await host.run("docker rm -f shop-queue-1 && docker volume rm shop_rows");
    assert.deepEqual(kinds(await stack()), [
      ["container", "queue"],
      ["volume", "shop_rows"],
    ]);
    await apply();
    assert.deepEqual(await stack(), []);
    await host.run(`for name in web queue; do docker network disconnect shop_default shop-$name-1; done
      docker network rm shop_default`);
    assert.deepEqual(kinds(await stack()), [["network", "shop_default"]]);
    await apply();
    assert.deepEqual(await stack(), []);
  });

  it("a volume and a network with the stack's labels that the release does not have are told", async () => {
    const label = "--label com.docker.compose.project=shop";
    await host.run(`docker volume create ${label} shop_old && docker network create ${label} shop_own`);
    assert.deepEqual(kinds(await stack()), [
      ["volume", "shop_old"],
      ["network", "shop_own"],
    ]);
    await host.run("docker volume rm shop_old && docker network rm shop_own");
  });

  it("an undeclared project, a container of none and a left folder are one finding each, and none once documented", async () => {
    await host.run(`mkdir -p ${root}/stacks/left && mkdir -p /tmp/blog && cd /tmp/blog
      printf 'services: {a: {image: "${image}"}, b: {image: "${image}"}}' > compose.yml
      docker compose up -d && docker run -d --name stray ${image}`);
    assert.deepEqual(kinds(await rest()), [
      ["unknown container", "stray"],
      ["unknown project", "blog"],
      ["unknown folder", `${root}/stacks/left`],
    ]);
    const reason = "needed";
    const documented = [
      { kind: "container", name: "str*", reason } as const,
      { kind: "project", name: "blog", reason } as const,
      { kind: "folder", name: "left", reason } as const,
    ];
    assert.deepEqual(await rest([], documented), []);
    await host.run(`docker rm -f stray; cd /tmp/blog && docker compose down -t 0; rm -r ${root}/stacks/left`);
    assert.deepEqual(await rest(), []);
  });

  it("a network that the stacks join and that is missing is told for the host", async () => {
    assert.deepEqual(kinds(await rest(["edge"])), [["network", "edge"]]);
    await host.run("docker network create edge");
    assert.deepEqual(await rest(["edge"]), []);
  });

  it("Docker or Compose older than the stack needs is told", async () => {
    const versions = { docker: "20.10", compose: "99.0" };
    assert.deepEqual(kinds(await deployed.live.stack("shop", { ...expected, versions })), [["version", "compose"]]);
  });

  it("a nearly full disk is told", async () => {
    await host.run(`mount -t tmpfs -o size=1m,mode=777 tmpfs ${root} && head -c 960000 /dev/zero > ${root}/fill`);
    const found = await rest();
    await host.run(`umount ${root}`);
    const disk = found.filter(({ kind }) => kind === "disk");
    assert.deepEqual(kinds(disk), [["disk", root]]);
    assert.match(disk[0]!.observed, /^9\d % full$/);
  });
});
