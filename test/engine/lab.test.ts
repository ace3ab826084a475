import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { type Lab, type LabHost, labDown, labName, labUp, openLab } from "../lab/lab.ts";

const web = "ghcr.io/seisei/web:sha-1a1a1a1";

/** What a lab could leave on this machine, by the names and files that are its own. */
function traces(folder: string, bridge: string): string[] {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && belongsTo(name, folder));
  const links = execFileSync("ip", ["-o", "link"], { encoding: "utf8" }).split("\n");
  const groups = readdirSync("/sys/fs/cgroup").flatMap((name) => directories(`/sys/fs/cgroup/${name}`));
  return [
    ...processes.map((pid) => `process ${pid}`),
    ...links.filter((line) => line.includes(bridge)),
    ...groups.filter((name) => name.includes(bridge)),
    ...readFileSync("/proc/mounts", "utf8")
      .split("\n")
      .filter((line) => line.includes(folder)),
    ...(existsSync(folder) ? [folder] : []),
  ];
}

/** Whether a process sees the lab's folder among its mounts or its open files: so do its host's containers. */
function belongsTo(pid: string, folder: string): boolean {
  try {
    if (readlinkSync(`/proc/${pid}/ns/mnt`) === readlinkSync("/proc/self/ns/mnt"))
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`${folder}/`);
    return readFileSync(`/proc/${pid}/mountinfo`, "utf8").includes(folder);
  } catch {
    return false; // ended meanwhile, or a thread of the kernel
  }
}

function directories(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

describe("the lab", () => {
  const name = labName("second");
  let lab: Lab;
  let one: LabHost;
  let two: LabHost;
  const shell = (host: LabHost, command: string) =>
    host.run(command, { user: "ubuntu" }).then(({ stdout }) => stdout.trim());

  before(async () => {
    lab = await labUp({ name, hosts: 2 });
    [one, two] = lab.hosts as [LabHost, LabHost];
  });

  after(() => labDown(name));

  it("is the same lab when it is brought up again", async () => {
    const startTime = await one.run("cut -d' ' -f22 /proc/1/stat");
    const again = await labUp({ name, hosts: 2 });
    assert.equal(again.registry, lab.registry);
    assert.equal(again.hosts[0]!.hostKey, one.hostKey);
    assert.equal((await one.run("cut -d' ' -f22 /proc/1/stat")).stdout, startTime.stdout);
    assert.deepEqual(
      (await openLab(name)).hosts.map(({ name }) => name),
      ["app-1", "app-2"],
    );
  });

  it("has hosts that see each other and the registry, and nothing else", async () => {
    assert.equal(await shell(one, `curl -s ${lab.registry}/v2/`), "{}");
    assert.match(await shell(one, `timeout 3 bash -c 'head -1 </dev/tcp/${two.address}/22'`), /^SSH-2\.0/);
    assert.equal(await shell(one, "ip route show default"), "");
    for (const line of execFileSync("ip", ["-4", "-o", "address"], { encoding: "utf8" }).split("\n")) {
      const address = /inet ([\d.]+)/.exec(line)?.[1];
      if (!address || address.startsWith("127.") || lab.registry.includes(`//${address}:`)) continue;
      const { stderr } = await one.run(`timeout 2 bash -c '</dev/tcp/${address}/22'`, {
        check: false,
      });
      assert.match(stderr, /unreachable/i, `reaches ${line}`);
    }
  });

  it("has hosts with a root, processes and containers of their own", async () => {
    assert.equal(await shell(one, "hostname"), "app-1");
    assert.match((await one.run("ps -o args= -p 1")).stdout, /lab-init/);
    await shell(one, `docker run -d --name own ${web}`);
    assert.equal(await shell(one, "docker exec own cat /etc/hostname"), await shell(one, "docker ps -q"));
    assert.equal(await shell(two, "docker ps -aq"), "");
    assert.equal((await one.run("test -e /dev/vda -o -e /work", { check: false })).code, 1);
  });

  it("accepts SSH with its pinned key alone, and counts", async () => {
    const ssh = (hostKey: string) =>
      execFileSync(
        "ssh",
        [
          ...["-F", "none", "-i", one.privateKeyFile, "-o", "BatchMode=yes", "-o", "UserKnownHostsFile=none"],
          ...["-o", "GlobalKnownHostsFile=none", "-o", `KnownHostsCommand=/bin/echo ${one.address} ${hostKey}`],
          ...["-o", "StrictHostKeyChecking=yes", `ubuntu@${one.address}`, "id -un; docker ps -q | wc -l; id -u"],
        ],
        { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
      );
    const before = await one.connections();
    assert.deepEqual(ssh(one.hostKey).split("\n").slice(0, 3), ["ubuntu", "1", "1000"]);
    assert.equal(await one.connections(), before + 1);
    assert.throws(() => ssh(two.hostKey), /Host key verification failed/);
    assert.equal(await one.connections(), before + 1);
  });

  it("reboots a host: its disk and its containers with a restart policy are back, the others are stopped", async () => {
    await shell(one, `docker run -d --name stays --restart unless-stopped ${web} && docker run -d --name ends ${web}`);
    await shell(one, "echo kept > /opt/seisei-main/file && touch /run/gone 2>/dev/null; touch /tmp/gone");
    await one.run("docker run -d --name paused --restart always nginx:1.27 && docker pause paused");
    await one.powerOff();
    assert.equal(one.running, false);
    await assert.rejects(one.run("true"), /switched off/);
    await one.powerOn();
    assert.equal(await shell(one, "cat /opt/seisei-main/file; ls /tmp"), "kept");
    assert.equal(await shell(one, "docker ps --format '{{.Names}}' | sort | xargs"), "paused stays");
    assert.equal(await one.connections(), 0);
  });

  it("resets a host, paused containers and all, and keeps its images", async () => {
    await shell(one, "docker volume create data && docker network create edge && docker pause stays");
    const images = await shell(one, "docker image ls -q | sort");
    await one.reset();
    assert.equal(
      await shell(
        one,
        "docker ps -aq; docker volume ls -q; docker network ls -q --filter type=custom; ls -A /opt/seisei-main",
      ),
      "",
    );
    assert.equal(await shell(one, "touch /opt/seisei-main/mine && docker image ls -q | sort"), images);
  });

  it("leaves nothing when it goes down, after a crash too", async () => {
    const bridge = execFileSync("ip", ["-o", "-4", "address"], { encoding: "utf8" })
      .split("\n")
      .find((line) => lab.registry.includes(`//${/inet ([\d.]+)/.exec(line)?.[1]}:`))!
      .split(/\s+/)[1]!;
    await two.run(`docker run -d --name paused ${web} && docker pause paused`);
    assert.notDeepEqual(traces(lab.folder, bridge), []);
    const first = readFileSync(`${lab.folder}/hosts/app-1/process`, "utf8");
    process.kill(Number.parseInt(first, 10), "SIGKILL"); // as if that host had died by itself
    await labDown(name);
    assert.deepEqual(traces(lab.folder, bridge), []);
    await assert.rejects(openLab(name), /is not up; start it with `make lab-up`/);
    await labDown(name); // and once more does no harm
  });
});
