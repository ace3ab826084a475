import assert from "node:assert/strict";
import { gunzipSync, gzipSync } from "node:zlib";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApplyParts } from "../../../support/apply-parts.ts";

const commands = (folder: string, texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [`state/${folder}/dumps/files/${name}`, `${text}\n`]));
const tar = { dump: "tar -c kept", restore: "rm -rf kept && tar -x", check: "tar -t >/dev/null" };

describe("a service with commands of its own", function () {
  this.timeout(30_000); // many programs start
  let host: ApplyParts;
  beforeEach(() => {
    host = new ApplyParts("dump", "postgres", "own-commands", "restore");
    host.running("files", "web");
    host.write({
      "state/current/release": "main1.0.0 aa\n",
      "state/current/bundle": "1\n",
      "state/incoming/release": "main1.0.1 bb\n",
      "state/incoming/bundle": "2\n",
      "files/kept/a.txt": "first\n",
    });
  });
  afterEach(() => host.remove());

  /** Dumps. @returns the dump's folder, below the host's */
  const dumped = (): string => {
    const { code, output } = host.run("dump");
    assert.equal(code, 0, output);
    const name = host.list("state/dumps").at(-1);
    assert.match(name ?? "none", /^\d{8}T\d{6}Z-main1\.0\.0-before-main1\.0\.1$/);
    return `state/dumps/${name}`;
  };
  const refused = (reason: RegExp) => {
    const { code, output } = host.run("dump");
    assert.equal(code, 1);
    assert.match(output, /^shop: the data of files cannot be dumped: .*; nothing was changed$/m);
    assert.match(output, reason);
    assert.deepEqual(host.list("state/dumps"), []);
    return output;
  };

  describe("is dumped", () => {
    it("as its command writes it, compressed, with the commands that read it and a sum of each file", () => {
      host.write(commands("current", { ...tar, dump: "cat kept/a.txt", check: "grep -q first" }));
      const dump = dumped();
      assert.equal(gunzipSync(readFileSync(join(host.folder, dump, "files/stream.gz"))).toString(), "first\n");
      assert.equal(host.read(`${dump}/files/restore`), "rm -rf kept && tar -x\n");
      assert.deepEqual(
        host
          .read(`${dump}/SHA256SUMS`)!
          .split("\n")
          .filter(Boolean)
          .map((line) => line.slice(66))
          .sort(),
        ["./about", "./files/check", "./files/dump", "./files/restore", "./files/stream.gz"],
      );
      assert.equal(host.read(`${dump}/about`), "from main1.0.0\ncontent aa\nto main1.0.1\n");
    });

    it("as it is when it is compressed already", () => {
      const packed = gzipSync("first\n");
      writeFileSync(join(host.folder, "files/kept.gz"), packed);
      host.write(commands("current", { dump: "cat kept.gz", restore: "cat >kept.gz" }));
      const dump = dumped();
      assert.deepEqual(host.list(`${dump}/files`), ["dump", "restore", "stream"]);
      assert.ok(readFileSync(join(host.folder, dump, "files/stream")).equals(packed));
    });

    it("by the release that comes, when the command of the one that runs fails or is not there", () => {
      host.write({ ...commands("current", { ...tar, dump: "tra" }), ...commands("incoming", tar) });
      assert.equal(host.read(`${dumped()}/files/dump`), "tar -c kept\n");
    });

    it("not at all when its command fails, writes nothing, or what it writes is refused: then nothing changes", () => {
      const attempts: [change: Partial<typeof tar>, reason: RegExp][] = [
        [{ dump: "echo half; echo 'kept is locked' >&2; exit 3" }, /: kept is locked; nothing/],
        [{ dump: "echo half; exit 3" }, /: it ended in the middle; look at `docker logs shop-files-1`; nothing/],
        [{ dump: "true" }, /: its command wrote nothing; nothing/],
        [{ dump: "false\necho half" }, /: it ended in the middle/],
        [{ dump: "tar -cz kept | head -c 40", check: "tar -tz" }, /: its check refuses it: tar: .*; nothing/],
      ];
      for (const [change, reason] of attempts) {
        host.write(commands("current", { ...tar, ...change }));
        refused(reason);
      }
    });

    it("without a secret in what is told of a failure", () => {
      host.write({
        ...commands("current", { ...tar, dump: "echo 'no access with canary-7d10' >&2; exit 1" }),
        "state/current/env": "PASSWORD=canary-7d10\n",
      });
      assert.doesNotMatch(refused(/no access with \[secret\]/), /canary/);
    });

    it("and its stop is told when it does not run", () => {
      host.running("web");
      host.write(commands("current", tar));
      const { code, output } = host.run("dump");
      assert.equal(code, 0);
      assert.match(output, /shop: files does not run: its data is not dumped/);
      assert.deepEqual(host.list("state/dumps"), []);
    });
  });

  describe("is restored", () => {
    /** A restore of what main1.0.0 left, up to where the release is started. */
    const request = "restore='main1.0.0 -' && find_dump && dump && restore_aside && switch_databases";
    const dumpedBefore = () =>
      host.run(`mv "$HOST/${dumped()}" "$state/dumps/20261101T080000Z-main1.0.0-before-main1.0.1"`);
    const state = () => host.list("state").filter((name) => /^(present|switched|restoring)/.test(name));

    beforeEach(() => {
      host.write(commands("current", tar));
      dumpedBefore();
      host.write({ "state/current/release": "main1.0.1 bb\n", "docker.log": "" });
      host.write({ "files/kept/a.txt": "second\n", "files/kept/b.txt": "later\n" });
    });

    it("over what it keeps, when the others are stopped, and starts anew", () => {
      const { code, output } = host.run(request);
      assert.equal(code, 0, output);
      assert.deepEqual(host.list("files/kept"), ["a.txt"]);
      assert.equal(host.read("files/kept/a.txt"), "first\n");
      const done = host.read("docker.log")!.split("\n");
      const at = (text: string) => done.findLastIndex((line) => line.startsWith(text));
      assert.ok(at("stop web") >= 0 && at("stop web") < at("exec --interactive files sh -ec rm -rf"));
      assert.ok(at("exec --interactive files sh -ec rm -rf") < at("stop files"));
      assert.equal(host.list("state/dumps").length, 2, "what was given up is dumped, too");
    });

    it("once: a run that was killed after it does not lose what was written since", () => {
      host.run(request);
      host.write({ "files/kept/a.txt": "third\n" });
      const { code, output } = host.run(request);
      assert.equal(code, 0, output);
      assert.equal(host.read("files/kept/a.txt"), "third\n");
    });

    it("again from the start when the run was killed in the middle of it", () => {
      host.run(request);
      host.run(`sed -i '/^restored/d' "$state/switched"; rm -rf "$HOST/files/kept"`);
      assert.equal(host.run(request).code, 0);
      assert.equal(host.read("files/kept/a.txt"), "first\n");
      assert.equal(host.run("put_back_databases").code, 0);
      assert.deepEqual(host.list("files/kept"), ["a.txt", "b.txt"]);
    });

    it("back to what it kept when its command, or the release, fails", () => {
      const failing = { ...tar, restore: "rm -rf kept && echo 'disk is broken' >&2 && exit 1" };
      host.run(`rm -rf "$state/dumps"`);
      host.write({ ...commands("current", failing), "state/current/release": "main1.0.0 aa\n" });
      dumpedBefore();
      const { code, output } = host.run(`${request} || { echo "$reason"; exit 7; }`);
      assert.equal(code, 7, output);
      assert.match(output, /files cannot be restored: disk is broken/);
      host.write(Object.fromEntries([["state/present/files/restore", tar.restore]]));
      assert.equal(host.run("restored=/none; put_back_databases").code, 0);
      assert.equal(host.read("files/kept/a.txt"), "second\n");
      assert.equal(host.read("files/kept/b.txt"), "later\n");
      assert.deepEqual(state(), ["restoring"]);
    });

    it("back to what it kept when the next run asks for no restore", () => {
      host.run(request);
      const { code, output } = host.run("find_dump");
      assert.equal(code, 0, output);
      assert.equal(host.read("files/kept/b.txt"), "later\n");
      assert.deepEqual(state(), []);
    });

    it("not when its container is gone, which is told with the way on; the data stays where it was put", () => {
      host.run(request);
      host.running("web");
      const { code, output } = host.run("find_dump");
      assert.equal(code, 1);
      assert.match(
        output,
        /an interrupted restore cannot be undone: what files kept cannot be put back from .*\/state\/present: it has no container; `docker compose up --no-start files`/,
      );
      assert.deepEqual(state(), ["present", "restoring", "switched"]);
    });

    it("anew when a run was killed while it put back", () => {
      host.run(request);
      host.run(`echo 'going back' >>"$state/switched"; rm -rf "$state"/dumps/*-main1.0.1-before-*`);
      assert.equal(host.run(request).code, 0);
      assert.equal(host.read("files/kept/a.txt"), "first\n");
    });

    it("not from a dump that is cut short, altered, refused by its check, or never made", () => {
      const [name] = host.list("state/dumps");
      const stream = join(host.folder, `state/dumps/${name}/files/stream.gz`);
      const whole = readFileSync(stream);
      const sums = `cd "$state/dumps/${name}" && find . -type f ! -name SHA256SUMS -exec sha256sum {} + >SHA256SUMS`;
      const attempts: [content: Buffer, lines: string, reason: RegExp][] = [
        [whole.subarray(0, -20), "", /is cut short or was altered: .*put the file back; nothing was changed/],
        [gzipSync("other"), "", /is cut short or was altered/],
        [gzipSync("other"), sums, /cannot be restored: files: its check refuses it: .*; nothing was changed/],
      ];
      for (const [content, lines, reason] of attempts) {
        writeFileSync(stream, content);
        host.run(lines);
        const { code, output } = host.run(request);
        assert.equal(code, 1, output);
        assert.match(output, reason);
      }
      const { code, output } = host.run(request.replace("main1.0.0", "main0.9.0"));
      assert.equal(code, 1);
      assert.match(output, /no dump holds the data as main0\.9\.0 left it; there are: \d{8}T/);
      assert.equal(host.read("files/kept/a.txt"), "second\n");
      assert.doesNotMatch(host.read("docker.log")!, /^stop/m);
    });
  });
});
