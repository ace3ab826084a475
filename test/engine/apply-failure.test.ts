import assert from "node:assert/strict";
import { shop } from "../lab/apply-fixture.ts";
import { ApplyRun, type TestRelease } from "../lab/apply-run.ts";
import { containerIds, dockerHost } from "../lab/host-facts.ts";
import { type LabHost, labUp } from "../lab/lab.ts";

const folder = "/opt/seisei-main/stacks/shop";
const canary = "canary-5f0c";

describe("apply, when it cannot: the previous release runs, whole", () => {
  let host: LabHost;
  let runs: ApplyRun;
  const released = () => shop({ environment: `PASSWORD='${canary}-old'\n` });
  const broken = (version: string) =>
    shop({
      version,
      settings: "broken\n",
      files: { "config/new.txt": "n\n" },
      environment: `PASSWORD='${canary}-new'\n`,
    });
  const fails = async (release: TestRelease, message: RegExp) => {
    const { code, stdout, stderr } = await runs.apply("shop", release);
    assert.equal(code, 1, stdout + stderr);
    assert.match(stderr, message);
    return stderr;
  };
  const assertReleased = async () => {
    const { stdout } = await host.run(
      `cd ${folder} && cat .env && stat -c %a .env && cat config/* queue.conf && ls -A`,
    );
    assert.equal(
      stdout,
      `PASSWORD='${canary}-old'\n600\nfirst\nq\n.env\nconfig\ndocker-compose.yml\nlogs\nqueue.conf\n`,
    );
    const inside = "docker exec shop-web-1 sh -c 'cat /config/*; echo $PASSWORD'; curl -fsS http://127.0.0.1:3201/";
    assert.equal(
      (await host.run(inside)).stdout,
      `first\n${canary}-old\n{"service": "web", "version": "sha-1a1a1a1", "path": "/"}\n`,
    );
  };
  const changesNothing = async (release: TestRelease, message: RegExp) => {
    const before = await containerIds(host);
    const stderr = await fails(release, message);
    assert.match(stderr, /nothing was changed/);
    assert.deepEqual(await containerIds(host), before);
    await assertReleased();
  };

  before(async () => {
    host = (await labUp()).hosts[0]!;
    runs = new ApplyRun(host);
    await host.reset();
    assert.equal((await runs.apply("shop", released())).code, 0);
  });

  after(() => host?.reset());

  it("a release that never becomes healthy is put back, with its reason", async () => {
    const before = await containerIds(host);
    await fails(broken("sha-bad0bad"), /put back: shop runs the previous release again\nshop: shop-web-1 is unhealthy/);
    await assertReleased();
    assert.equal((await containerIds(host))["shop-queue-1"], before["shop-queue-1"]);
  });

  it("a release that exits at start is put back, with the container's last lines", async () => {
    await fails(broken("sha-dead0de"), /put back[\s\S]*shop-web-1 restarts again and again[\s\S]*LICENCE_FILE/);
    await assertReleased();
  });

  it("a service without a health check that ends again and again is a failure, though the others are healthy", async () => {
    const worker = `  worker:
    image: ghcr.io/seisei/web:sha-1a1a1a1
    restart: unless-stopped
    entrypoint: [sh, -c, "sleep 1; exit 7"]
`;
    const environment = `PASSWORD='${canary}-new'\n`;
    await fails(shop({ more: worker, environment }), /put back[\s\S]*shop-worker-1 restarts again and again/);
    await assertReleased();
    assert.ok(!("shop-worker-1" in (await containerIds(host))));
  });

  it("a health address that does not answer is a failure, and named", async () => {
    await fails(
      { ...broken("sha-2b2b2b2"), health: ["http://127.0.0.1:3201/nothing", "http://127.0.0.1:9/"], timeout: 6 },
      /not healthy within 6 s: http:\/\/127\.0\.0\.1:9\/ \(no answer\)/,
    );
    await assertReleased();
  });

  it("a file that somebody changed is not what is put back", async () => {
    await host.run(`echo tampered > ${folder}/queue.conf; echo tampered > ${folder}/docker-compose.yml`);
    await fails(broken("sha-dead0de"), /put back/);
    await assertReleased();
  });

  it("a compose file that Compose refuses changes nothing", async () => {
    const release = released();
    const text = release.files["docker-compose.yml"]!.replace("restart: unless-stopped", "restart: [no]");
    await changesNothing({ ...release, files: { ...release.files, "docker-compose.yml": text } }, /restart/);
  });

  it("an external network that is missing changes nothing", async () => {
    const release = released();
    const text = `${release.files["docker-compose.yml"]}networks: {default: {external: true, name: nowhere}}\n`;
    await changesNothing({ ...release, files: { ...release.files, "docker-compose.yml": text } }, /nowhere/);
  });

  it("an image that is neither on the host nor to be had changes nothing", async () => {
    const input = await runs.upload("shop", broken("sha-2b2b2b2"));
    const before = await containerIds(host);
    await host.run("docker rmi -f ghcr.io/seisei/web:sha-2b2b2b2 $(docker images -q ghcr.io/seisei/web:sha-2b2b2b2)");
    await host.run("cp /etc/hosts /etc/hosts.kept && sed -i 's/^.* ghcr\\.io/127.0.0.9 ghcr.io/' /etc/hosts");
    try {
      const { stderr } = await host.run(runs.command("shop"), { user: "ubuntu", input, check: false });
      assert.match(stderr, /127\.0\.0\.9.*pull it, then run the update again; nothing was changed/);
      assert.deepEqual(await containerIds(host), before);
    } finally {
      await host.run("cat /etc/hosts.kept > /etc/hosts");
    }
  });

  it("a bundle that is not the one that was sent changes nothing", async () => {
    const input = await runs.upload("shop", released());
    await host.run("echo >> /opt/seisei-main/.seisei/shop.tar");
    const { code, stderr } = await host.run(runs.command("shop"), { user: "ubuntu", input, check: false });
    assert.equal(code, 1);
    assert.match(stderr, /not the one this update sent/);
    await assertReleased();
  });

  it("a folder of somebody's in the place of a file changes nothing", async () => {
    await host.run(`mkdir ${folder}/more && touch ${folder}/more/own`, { user: "ubuntu" });
    const before = await containerIds(host);
    await fails(shop({ files: { more: "m\n" } }), /more: expected a file, got a folder.*nothing was changed/);
    assert.deepEqual(await containerIds(host), before);
    await host.run(`rm -r ${folder}/more`);
    await assertReleased();
  });

  it("a disk that is full while staging changes nothing", async () => {
    await host.run(`mkdir -p /tmp/kept && mv /opt/seisei-main/.seisei/* /tmp/kept/
      mount -t tmpfs -o size=1m,mode=777 tmpfs /opt/seisei-main/.seisei && cp -a /tmp/kept/* /opt/seisei-main/.seisei/`);
    try {
      const release = released();
      const files = { ...release.files, "big.bin": "x".repeat(600_000) };
      await changesNothing({ ...release, files }, /no space left on the disk/);
    } finally {
      await host.run(
        "umount /opt/seisei-main/.seisei && cp -a /tmp/kept/* /opt/seisei-main/.seisei/ && rm -r /tmp/kept",
      );
    }
  });

  it("a run that is killed in the middle is finished by the next one, to the new release or back", async () => {
    for (const last of [released(), broken("sha-dead0de")]) {
      const input = await runs.upload("shop", broken("sha-bad0bad"));
      const run = host.run(runs.command("shop"), { user: "ubuntu", input, check: false });
      await host.run(`
        for i in $(seq 200); do grep -q broken ${folder}/config/settings.txt && docker exec shop-web-1 test -e /config/new.txt && break; sleep 0.1; done
        kill -9 $(pgrep -f '^sh shop.apply shop')`);
      await run;
      await runs.apply("shop", last);
      await assertReleased();
    }
  });

  it("no secret is in the output, in a process's arguments or in a file that others can read", async () => {
    const watch = host.run(`end=$(( $(date +%s) + 8 ))
      while [ $(date +%s) -lt $end ]; do sh -c ': canary-5f0c-seen; sleep 0.05' & cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -o 'canary[-]5f0c[^ ]*'; done; true`);
    const { stdout, stderr } = await runs.apply("shop", broken("sha-2b2b2b2"));
    await runs.apply("shop", broken("sha-dead0de"));
    assert.doesNotMatch(stdout + stderr, new RegExp(canary));
    const seen = new Set((await watch).stdout.split("\n").filter(Boolean));
    assert.deepEqual([...seen], ["canary-5f0c-seen;"]); // its own, to show that it would see another
    const readable = `grep -rl ${canary} /opt/seisei-main /tmp /home/ubuntu | while read -r file; do su nobody -s /bin/sh -c "test -r $file" && echo $file; done; true`;
    assert.equal((await host.run(readable)).stdout, "");
    await runs.apply("shop", released());
  });

  it("a program's last lines are shown without the secrets in them", async () => {
    const release = broken("sha-2b2b2b2");
    const text = release.files["docker-compose.yml"]!.replace(
      "    restart: unless-stopped\n",
      '    restart: unless-stopped\n    entrypoint: [sh, -c, "echo cannot connect with $$PASSWORD; exit 1"]\n',
    );
    const stderr = await fails(
      { ...release, files: { ...release.files, "docker-compose.yml": text } },
      /cannot connect with \[secret\]/,
    );
    assert.doesNotMatch(stderr, new RegExp(canary));
  });

  it("a stack that a person started is put back as it was", async () => {
    const tampered = `cd ${folder} && echo by hand > queue.conf && docker compose up -d --force-recreate`;
    await host.run(tampered, { user: "ubuntu" });
    await host.run("rm -rf /opt/seisei-main/.seisei");
    await fails(broken("sha-dead0de"), /put back/);
    assert.equal((await host.run("docker exec shop-queue-1 cat /queue.conf")).stdout, "by hand\n");
    await host.run(`echo q > ${folder}/queue.conf`);
    await assertReleased();
  });

  it("a first release that fails leaves nothing behind", async () => {
    await host.reset();
    const before = await dockerHost(host);
    await fails(broken("sha-dead0de"), /there was no previous release/);
    assert.deepEqual(await containerIds(host), {});
    assert.equal((await host.run("ls /opt/seisei-main/stacks")).stdout, "");
    const kept = (text: string) => text.split("\n").filter((line) => !/seisei\/|shop_rows/.test(line));
    assert.deepEqual(kept(await dockerHost(host)), kept(before));
  });
});
