import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mountedFolders } from "../../../../live/checks/mounted-folders.ts";
import type { Documented } from "../../../../live/documented.ts";
import { readable } from "../../../../live/finding.ts";
import { localHost } from "../../../support/local-host.ts";

const expected = { config: "as released", "config/deep": "as released" };
const files = { "config/a.txt": "", "config/deep/b.txt": "" };

describe("folders that services only read", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "seisei-mounted-"));
    mkdirSync(join(folder, "config/deep"), { recursive: true });
    for (const path of Object.keys(files)) writeFileSync(join(folder, path), "");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const observe = (documented: Documented[] = [], host = localHost()) =>
    mountedFolders.observe(
      { host, stack: "shop", folder, state: "/", documented },
      { images: {}, containers: {}, files, mountedFolders: expected },
    );
  const extra = async (...given: Parameters<typeof observe>) =>
    Object.keys((await observe(...given)).mountedFolders as object).filter((path) => !(path in expected));

  it("have nothing more than the release's files, but empty folders", async () => {
    mkdirSync(join(folder, "config/mount-point"));
    writeFileSync(join(folder, "beside.txt"), "");
    assert.deepEqual(await observe(), { mountedFolders: expected });
  });

  it("tell a file, a link and a folder that are too many, whatever their names, each once", async () => {
    writeFileSync(join(folder, "config/deep/a\nb 'c'"), "");
    symlinkSync("/etc", join(folder, "config/link"));
    mkdirSync(join(folder, "config/more"));
    for (const name of ["1", "2"]) writeFileSync(join(folder, "config/more", name), "");
    assert.deepEqual(await extra(), ["config/deep/a\nb 'c'", "config/link", "config/more"]);
    const documented = { kind: "file", name: "shop/config/*", reason: "needed" } as const;
    assert.deepEqual(await extra([documented]), []);
  });

  it("say nothing where a folder or all of them are gone: the files tell it", async () => {
    rmSync(join(folder, "config/deep"), { recursive: true });
    assert.deepEqual(await extra(), []);
    rmSync(folder, { recursive: true });
    assert.deepEqual(await extra(), []);
  });

  it("could not be checked where the user may not look into one", async function () {
    if (process.getuid?.() !== 0) this.skip();
    chmodSync(folder, 0o755);
    chmodSync(join(folder, "config/deep"), 0o700);
    const other = localHost({ as: ["setpriv", "--reuid=1000", "--clear-groups"] });
    await assert.rejects(observe([], other), { name: "UserError", message: /could not check what else is in config/ });
  });

  it("are told with what removes it, unless Traefik's routes tell it", () => {
    const differences = ["config/x.yml", "config/y.yml"].map((name) =>
      readable({ keys: ["mountedFolders", name], before: undefined, now: "present" }),
    );
    const route = { kind: "routes", name: "config/y.yml", rest: ["router y@file"], expected: "", observed: "" };
    const found = mountedFolders.findings(differences, [route], { host: "app-1", stack: "shop", folder: "/s" });
    assert.deepEqual(
      found.map(({ kind, subject, command }) => [kind, subject, command]),
      [["extra file", "config/x.yml", "rm -r /s/config/x.yml"]],
    );
    assert.match(
      found[0]!.action,
      /removes nothing that it did not bring.*documented\[0\]\.file' shop\/config\/x\.yml/,
    );
  });
});
