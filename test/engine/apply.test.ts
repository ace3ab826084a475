import assert from "node:assert/strict";
import { shop } from "../lab/apply-fixture.ts";
import { ApplyRun } from "../lab/apply-run.ts";
import { containerIds } from "../lab/host-facts.ts";
import { type LabHost, labUp } from "../lab/lab.ts";

const labels = '{{range $k, $v := .Config.Labels}}{{$k}}={{$v}}{{"\\n"}}{{end}}';
const folder = "/opt/seisei-main/stacks/shop";

describe("apply: the script that brings a stack to its release", () => {
  let host: LabHost;
  let runs: ApplyRun;
  const apply = async (release = shop()) => {
    const result = await runs.apply("shop", release);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    return result;
  };
  const version = async () => JSON.parse((await host.run("curl -fsS http://127.0.0.1:3201/")).stdout).version;
  const changed = async (before: Record<string, string>) => {
    const now = await containerIds(host);
    const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
    return names.filter((name) => before[name] !== now[name]).sort();
  };

  before(async () => {
    host = (await labUp()).hosts[0]!;
    runs = new ApplyRun(host);
  });

  beforeEach(async () => {
    await host.reset();
    await apply();
  });

  after(() => host?.reset());

  it("the first run starts the stack, and a second one touches no container", async () => {
    assert.equal(await version(), "sha-1a1a1a1");
    const before = await containerIds(host);
    assert.match((await apply()).stdout, /runs this release already/);
    assert.deepEqual(await changed(before), []);
  });

  it("a new image restarts its service alone, and an earlier release is the same run the other way", async () => {
    const before = await containerIds(host);
    await apply(shop({ version: "sha-2b2b2b2" }));
    assert.equal(await version(), "sha-2b2b2b2");
    assert.deepEqual(await changed(before), ["shop-web-1"]);
    await apply();
    assert.equal(await version(), "sha-1a1a1a1");
  });

  it("Compose is asked once about each release, and again when a value changes", async () => {
    const plugins = "/home/ubuntu/.docker/cli-plugins";
    await host.run(
      `mkdir -p ${plugins} && real=$(ls /usr/l*/docker/cli-plugins/docker-compose /usr/l*/*/docker/cli-plugins/docker-compose 2>/dev/null | head -n 1) &&
       printf '#!/bin/sh\\necho "$*" >>/tmp/asked\\nexec %s "$@"\\n' "$real" >${plugins}/docker-compose && chmod 755 ${plugins}/docker-compose`,
      { user: "ubuntu" },
    );
    const asked = async (release = shop()) => {
      await host.run("rm -f /tmp/asked");
      await apply(release);
      return (await host.run("grep 'config --hash' /tmp/asked || :")).stdout !== "";
    };
    const next = shop({ version: "sha-2b2b2b2" });
    try {
      assert.deepEqual(
        [await asked(), await asked(next), await asked(), await asked(next)],
        [true, true, false, false],
      );
      assert.equal(await version(), "sha-2b2b2b2");
      const secret = (PASSWORD: string) => shop({ version: "sha-2b2b2b2", environment: `PASSWORD=${PASSWORD}\n` });
      const before = await containerIds(host);
      assert.deepEqual(
        [await asked(secret("a")), await asked(secret("b")), await asked(secret("b"))],
        [true, true, false],
      );
      assert.deepEqual(await changed(before), ["shop-web-1"]);
    } finally {
      await host.run(`rm -rf ${plugins}`);
    }
  });

  it("a changed file restarts the service that mounts it, whether the file itself or its folder", async () => {
    const before = await containerIds(host);
    await apply(shop({ queue: "other\n" }));
    assert.deepEqual(await changed(before), ["shop-queue-1"]);
    assert.equal((await host.run("docker exec shop-queue-1 cat /queue.conf")).stdout, "other\n");
    const then = await containerIds(host);
    await apply(shop({ queue: "other\n", settings: "second\n" }));
    assert.deepEqual(await changed(then), ["shop-web-1"]);
  });

  it("a file that nobody mounts restarts nothing", async () => {
    const before = await containerIds(host);
    await apply(shop({ files: { "docs/notes.txt": "n\n", "tool.sh": "#!/bin/sh\n" } }));
    assert.deepEqual(await changed(before), []);
    assert.match((await host.run(`stat -c %A ${folder}/tool.sh`)).stdout, /^-rwx/);
    await apply();
    assert.equal((await host.run(`ls -A ${folder}`)).stdout, "config\ndocker-compose.yml\nlogs\nqueue.conf\n");
  });

  it("a file may become a folder, and a folder a file", async () => {
    await apply(shop({ files: { notes: "n\n" } }));
    await apply(shop({ files: { "notes/a.txt": "a\n" } }));
    await apply(shop({ files: { notes: "n\n" } }));
    assert.equal((await host.run(`cat ${folder}/notes`)).stdout, "n\n");
  });

  it("what the stack wrote itself outlives updates", async () => {
    await host.run(
      `cd ${folder} && mkdir acme && echo cert > acme/acme.json && echo line > logs/a.log && docker exec shop-queue-1 touch /rows/row`,
    );
    await apply(shop({ version: "sha-2b2b2b2", queue: "other\n" }));
    assert.equal((await host.run(`cat ${folder}/acme/acme.json ${folder}/logs/a.log`)).stdout, "cert\nline\n");
    await host.run("docker exec shop-queue-1 test -e /rows/row");
  });

  it("a stack that a person started from the same files is taken over without a restart", async () => {
    await host.run(`cd ${folder} && docker compose up -d --force-recreate`, { user: "ubuntu" });
    await host.run("rm -rf /opt/seisei-main/.seisei");
    await host.run(`chmod g+w ${folder}/queue.conf`);
    const before = await containerIds(host);
    await apply();
    assert.deepEqual(await changed(before), []);
  });

  it("what a person changed is put right, and only that", async () => {
    const before = await containerIds(host);
    await host.run(
      `cd ${folder} && echo tampered >> config/settings.txt && echo tampered > docker-compose.yml && docker stop shop-queue-1`,
    );
    await apply();
    assert.deepEqual(await changed(before), ["shop-queue-1", "shop-web-1"]);
    assert.equal((await host.run("docker exec shop-web-1 cat /config/settings.txt")).stdout, "first\n");
  });

  it("a container that was swapped under the copied labels is replaced", async () => {
    const before = await containerIds(host);
    await runs.pull("ghcr.io/seisei/crm-api:sha-2b2b2b2");
    await host.run(`
      docker inspect --format '${labels}' shop-queue-1 > /tmp/labels
      docker rm -f shop-queue-1 && docker run -d --name other --label-file /tmp/labels ghcr.io/seisei/crm-api:sha-2b2b2b2`);
    await apply();
    assert.deepEqual(await changed(before), ["shop-queue-1"]);
  });

  it("a second container of a service, a left-over of `compose run` and one that took a service's name go", async () => {
    const before = await containerIds(host);
    await host.run(`
      docker inspect --format '${labels}' shop-queue-1 > /tmp/labels
      docker run -d --name second --label-file /tmp/labels ghcr.io/seisei/web:sha-1a1a1a1
      cd ${folder} && docker compose run -d --no-deps queue sleep 100
      docker rm -f shop-web-1 && docker run -d --name shop-web-1 ghcr.io/seisei/web:sha-1a1a1a1`);
    await apply();
    assert.deepEqual(await changed(before), ["shop-web-1"]);
    assert.equal(await version(), "sha-1a1a1a1");
  });

  it("a service that the release no longer has is removed", async () => {
    const release = shop({
      more: "  extra:\n    image: ghcr.io/seisei/web:sha-1a1a1a1\n    restart: unless-stopped\n",
    });
    await apply(release);
    assert.ok("shop-extra-1" in (await containerIds(host)));
    await apply();
    assert.ok(!("shop-extra-1" in (await containerIds(host))));
  });

  it("a one-shot service has to end well, before what waits for it starts", async () => {
    const job = (command: string) => `  job:
    image: ghcr.io/seisei/web:sha-1a1a1a1
    entrypoint: [sh, -c, "${command}"]
    volumes: ["rows:/rows"]
    depends_on: {queue: {condition: service_healthy}}
`;
    await apply(shop({ more: job("echo done >> /rows/job") }));
    const before = await containerIds(host);
    await apply(shop({ more: job("echo done >> /rows/job") }));
    assert.deepEqual(await changed(before), []);
    const { code, stderr } = await runs.apply("shop", shop({ more: job("echo no such table; exit 4") }));
    assert.equal(code, 1);
    assert.match(stderr, /put back[\s\S]*shop-job-1 ended with exit code 4[\s\S]*no such table/);
  });

  it("down removes containers and tracked files, and keeps volumes and what the stack wrote", async () => {
    await host.run(`echo line > ${folder}/logs/a.log`);
    const down = () => host.run(`${runs.command("shop")} down`, { user: "ubuntu", input: "" });
    await down();
    await down();
    assert.deepEqual(await containerIds(host), {});
    assert.equal((await host.run(`find ${folder} -type f`)).stdout, `${folder}/logs/a.log\n`);
    assert.match((await host.run("docker volume ls -q")).stdout, /shop_rows/);
  });
});
