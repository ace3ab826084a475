import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileModes } from "../../../../live/checks/file-modes.ts";
import { compare } from "../../../../live/compare.ts";
import { readable } from "../../../../live/finding.ts";
import { localHost } from "../../../support/local-host.ts";

const files = { "it's a.txt": "x", "start.sh": "x", gone: "x" };
const expected = { images: {}, containers: {}, files, fileModes: { "start.sh": "executable", gone: "executable" } };

describe("the modes of files", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "seisei-modes-"));
    for (const name of ["it's a.txt", "start.sh"]) writeFileSync(join(folder, name), "");
    chmodSync(join(folder, "start.sh"), 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const found = async (missing = { files: { ...files, gone: "missing" } }) => {
    const place = { host: localHost(), stack: "shop", folder, state: "/", documented: [] };
    const all = compare(expected, { ...expected, ...missing, ...(await fileModes.observe(place, expected)) }).map(
      readable,
    );
    const own = all.filter(({ kind }) => kind === "fileModes");
    return fileModes
      .findings(own, all, { host: "app-1" })
      .map(({ kind, subject, observed }) => [kind, subject, observed]);
  };

  it("are as git has them, whatever a host adds for a group; a missing file is told elsewhere", async () => {
    chmodSync(join(folder, "it's a.txt"), 0o660);
    assert.deepEqual(await found(), []);
  });

  it("differ where a script lost its bit, a file got one, and a link took a file's place", async () => {
    chmodSync(join(folder, "start.sh"), 0o644);
    chmodSync(join(folder, "it's a.txt"), 0o744);
    assert.deepEqual(await found(), [
      ["file", "start.sh", "not executable"],
      ["file", "it's a.txt", "executable"],
    ]);
    rmSync(join(folder, "it's a.txt"));
    symlinkSync("/etc/hostname", join(folder, "it's a.txt"));
    assert.deepEqual((await found())[1], ["file", "it's a.txt", "a symbolic link"]);
  });

  it("tell a link or a file in the place of a folder, with what removes it", async () => {
    const deep = { ...expected, files: { "a/b/c.txt": "x" }, fileModes: {} };
    const place = { host: localHost(), stack: "shop", folder, state: "/", documented: [] };
    const states = async () => (await fileModes.observe(place, deep)).fileModes as Record<string, string>;
    mkdirSync(join(folder, "elsewhere/b"), { recursive: true });
    symlinkSync("elsewhere", join(folder, "a"));
    assert.deepEqual(await states(), { a: "a symbolic link in the place of a folder" });
    rmSync(join(folder, "a"));
    mkdirSync(join(folder, "a"));
    writeFileSync(join(folder, "a/b"), "");
    assert.deepEqual(await states(), { "a/b": "a file in the place of a folder" });
    const all = compare({ fileModes: {} }, { fileModes: await states() }).map(readable);
    const [finding] = fileModes.findings(all, all, { host: "app-1", folder: "/s" });
    assert.deepEqual([finding?.subject, finding?.command], ["a/b", "rm /s/a/b"]);
  });

  it("are not asked where an older release has none", async () => {
    const place = { host: localHost(), stack: "shop", folder, state: "/", documented: [] };
    assert.deepEqual(await fileModes.observe(place, { images: {}, containers: {}, files }), {});
  });
});
