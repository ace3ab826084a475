import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { addonsHashScript, composeHashScript, parseHashes } from "../../../../cli/export/hashes.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("the hashes of an export", () => {
  let root: string;
  const write = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path);
  };
  const hashes = (script: string) => {
    const { stdout, status, stderr } = spawnSync("sh", ["-c", script], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return Object.fromEntries(parseHashes(stdout));
  };
  const of = (...paths: string[]) => Object.fromEntries(paths.map((path) => [path, sha256(path)]));

  before(() => {
    root = mkdtempSync(join(tmpdir(), "seisei-hashes-"));
    for (const path of [
      "stacks/shop/docker-compose.yml",
      "stacks/shop/addons/a/x.py",
      "stacks/shop/addons/a/b\nc 'd'.py",
    ])
      write(path);
    for (const path of ["addons/a/x.pyc", "addons/a/__pycache__/y", "sub/docker-compose.yml"])
      write(`stacks/shop/${path}`);
  });
  after(() => rmSync(root, { recursive: true }));

  it("are those of each stack's compose file", () => {
    assert.deepEqual(hashes(composeHashScript(root)), of("stacks/shop/docker-compose.yml"));
  });

  it("are those of each module's sources, whatever their names, and of nothing that is not there", () => {
    const found = hashes(addonsHashScript(root, ["stacks/shop/addons", "stacks/gone/addons"]));
    assert.deepEqual(found, of("stacks/shop/addons/a/x.py", "stacks/shop/addons/a/b\nc 'd'.py"));
    assert.deepEqual(hashes(addonsHashScript(root, [])), {});
    assert.deepEqual(hashes(composeHashScript(join(root, "nothing"))), {});
  });

  it("fail when a file cannot be read, instead of leaving it out", () => {
    if (process.getuid?.() === 0) {
      const script = composeHashScript(root).replace("sha256sum", "false");
      assert.notEqual(spawnSync("sh", ["-c", script]).status, 0);
      return;
    }
    chmodSync(join(root, "stacks/shop/docker-compose.yml"), 0);
    assert.notEqual(spawnSync("sh", ["-c", composeHashScript(root)]).status, 0);
  });
});
