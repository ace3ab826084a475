import assert from "node:assert/strict";
import { ApplyRun, type TestRelease } from "../lab/apply-run.ts";
import { DataHost } from "../lab/data-host.ts";

describe("the dumps of a stack whose data is on a volume", () => {
  const state = "/opt/seisei-main/.seisei/shop/dumps";
  const copies = "/mnt/seisei/shop/.seisei-dumps";
  let data: DataHost;
  let runs: ApplyRun;
  let id = "";

  const release = (image: string, tag: string, more: Partial<TestRelease> = {}): TestRelease => ({
    files: {
      "docker-compose.yml": `services:
  web:
    image: ghcr.io/seisei/web:${image}
    restart: always
    stop_grace_period: 1s
    volumes: ["db:/data"]
volumes: {db: {}}
`,
    },
    data: {
      postgres: [],
      dumps: [{ service: "web", dump: "tar -C /data -c row", restore: "tar -C /data -x" }],
      keep: 3,
    },
    volume: { id, mountPoint: "/mnt/seisei/shop", places: ["volume:db=shop_db"] },
    tag,
    ...more,
  });
  const first = (more?: Partial<TestRelease>) => release("sha-1a1a1a1", "main1.0.0", more);
  const second = () => release("sha-2b2b2b2", "main1.0.1");
  const apply = async (wanted: TestRelease) => {
    const { code, stderr } = await runs.apply("shop", wanted);
    assert.equal(code, 0, stderr);
  };

  before(async () => {
    data = await DataHost.create();
    runs = new ApplyRun(data.host);
    id = await data.attached("/dev/sdf");
  });

  after(() => data?.clean());

  it("outlive the root disk, and bring the data back from the volume alone", async () => {
    await apply(first());
    await data.host.run("docker exec shop-web-1 sh -c 'echo first >/data/row'");
    await apply(second());
    const dumps = await data.output(`ls ${state}`);
    assert.match(dumps, /^\d{8}T\d{6}Z-main1\.0\.0-before-main1\.0\.1$/);
    assert.equal(await data.output(`diff -r ${state} ${copies} && stat -c '%a %U' ${copies}`), "700 ubuntu");
    await data.host.run("docker exec shop-web-1 sh -c 'echo second >/data/row'");

    const gone = "docker rm -f shop-web-1 && docker volume rm shop_db && umount /mnt/seisei/shop";
    await data.host.run(
      `${gone} && rm -rf /opt/seisei-main/* /opt/seisei-main/.seisei && sed -i '\\|/mnt/seisei/|d' /etc/fstab`,
    );
    await apply(second());
    assert.equal(await data.output("docker exec shop-web-1 cat /data/row"), "second");
    assert.equal(await data.output(`ls ${state}`), dumps);

    await data.host.run(`rm -rf ${state}`);
    await apply(first({ restore: "main1.0.0" }));
    assert.equal(await data.output("docker exec shop-web-1 cat /data/row"), "first");
    assert.equal(await data.output(`diff -r ${state} ${copies} && ls ${copies} | wc -l`), "2");
  });
});
