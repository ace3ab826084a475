import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Loaded, parseLoaded, readLoaded } from "../../../live/loaded.ts";
import { localHost } from "../../support/local-host.ts";
import { emptySnapshot, runningContainer } from "../../support/snapshot.ts";

describe("what a process has loaded", () => {
  let folder = "";
  const children: ChildProcess[] = [];
  const write = (path: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), "x\n");
  };
  /** A `docker` whose containers are all the same. @param top rows: process id, seconds since its start, arguments */
  const docker = (top: string, running = true) => {
    const rows = `PID ELAPSED COMMAND\n${top}`;
    const fails = `echo "docker: cannot" >&2; exit 1`;
    const script = `case $1 in top) ${top ? `cat <<'EOT'\n${rows}\nEOT\n` : fails};; *) echo ${running};; esac`;
    writeFileSync(join(folder, "bin/docker"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  };
  const read = async (as: string[] = [], state = "running"): Promise<Loaded> => {
    const containers = [{ ...runningContainer, service: "nginx", state }];
    const snapshot = async () => ({ ...emptySnapshot, containers });
    const host = localHost({ as: ["env", `PATH=${folder}/bin:${process.env.PATH}`, ...as], snapshot });
    const place = { host, stack: "shop", folder, state: "", documented: [] };
    const files = { "conf.d": "loaded", "main.conf": "loaded", "not there": "loaded" } as const;
    return (await readLoaded(place, { nginx: { process: "nginx: worker process", files } }))[0]!;
  };
  const changed = ({ entries }: Loaded) =>
    [...entries]
      .filter(([, { changed }]) => changed)
      .map(([path]) => path)
      .sort();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "seisei-loaded-"));
    chmodSync(folder, 0o755);
    for (const path of ["conf.d/a.conf", 'conf.d/it\'s "a"\n\\file', "main.conf", "other.conf", "bin/x"]) write(path);
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill();
    rmSync(folder, { recursive: true });
  });

  // Process ids that are above every kernel's limit: only docker's word tells about them.
  const main = "99999901 100 nginx: master process nginx";
  it("is everything below the declared paths when it started after the last change", async () => {
    docker(`${main}\n99999902 0 nginx: worker process`);
    const { state, entries, ...rest } = await read();
    assert.deepEqual(rest, { service: "nginx" });
    assert.equal(state, "reloaded");
    assert.deepEqual([...entries.keys()].sort(), ["conf.d", "conf.d/a.conf", 'conf.d/it\'s "a"\n\\file', "main.conf"]);
    assert.deepEqual([...entries.values()].map((entry) => entry.folder).sort(), [false, false, false, true]);
    assert.deepEqual(changed({ state, entries, ...rest }), []);
  });

  it("is nothing that changed after the oldest process started; one that shuts down does not count", async () => {
    const old = "99999904 90 nginx: worker process is shutting down";
    docker(`${main}\n99999902 60 nginx: worker process\n99999903 0 nginx: worker process\n${old}`);
    const loaded = await read();
    assert.equal(loaded.state, "reloaded");
    assert.deepEqual(changed(loaded), ["conf.d", "conf.d/a.conf", 'conf.d/it\'s "a"\n\\file', "main.conf"]);
  });

  it("is told within a second where the host's user may see the process", async () => {
    await sleep(300); // the clock of files is coarse, and the machine may be busy
    const child = spawn("sleep", ["60"]);
    children.push(child);
    await sleep(300);
    write("conf.d/a.conf");
    docker(`${child.pid} 0 nginx: worker process`);
    const loaded = await read();
    assert.equal(loaded.state, "started");
    assert.deepEqual(changed(loaded), ["conf.d/a.conf"]);
  });

  it("is nothing by itself where the container runs without the process, has stopped, or is no more", async () => {
    docker(main);
    assert.equal((await read()).state, "absent");
    docker("", false);
    assert.equal((await read()).state, "stopped");
    assert.equal((await read([], "exited")).entries.size, 4);
  });

  it("does not follow a circle of links, and opens nothing", async () => {
    symlinkSync("..", join(folder, "conf.d/up"));
    docker(main);
    assert.equal((await read()).entries.has("conf.d/up"), true);
  });

  it("could not be checked where Docker or the host's ps does not answer", async () => {
    docker("");
    await assert.rejects(read(), {
      name: "UserError",
      message: /whether nginx uses the configuration on disk: docker: cannot/,
    });
    // A machine without ps: what the script needs and no more.
    const tools = ["sh", "docker", "find", "awk", "sed", "cat", "date", "tr"];
    const bare = `mkdir ${folder}/bare && for tool in ${tools.join(" ")}; do ln -s "$(command -v $tool)" ${folder}/bare; done`;
    execFileSync("sh", ["-c", bare], { env: { ...process.env, PATH: `${folder}/bin:${process.env.PATH}` } });
    const message = /the host has no `ps`; install its package procps/;
    await assert.rejects(read(["env", `PATH=${folder}/bare`]), { name: "UserError", message });
  });

  it("could not be checked where the user may not read a folder", async function () {
    if (process.getuid?.() !== 0) this.skip(); // takes another user's eyes
    docker(main);
    mkdirSync(join(folder, "conf.d/closed"), { mode: 0o700 });
    const nobody = ["setpriv", "--reuid=65534", "--clear-groups"];
    await assert.rejects(read(nobody), { name: "UserError", message: /could not check.*closed.*Permission denied/ });
  });

  it("is not told by half an answer", () => {
    for (const text of [
      "",
      "end",
      "service a\nend\n",
      "service a\nstarted\nold f /x",
      "service a\nstarted\nold f\nend\n",
      "started\nend\n",
    ]) {
      assert.equal(parseLoaded("", text), undefined, text);
    }
    assert.equal(parseLoaded("", "service a\nstarted\nend\n")?.length, 1);
  });
});
