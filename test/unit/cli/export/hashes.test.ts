import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { composeHashScript, parseHashes } from "../../../../cli/export/hashes.ts";

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
  before(() => {
    root = mkdtempSync(join(tmpdir(), "seisei-hashes-"));
    for (const path of ["docker-compose.yml", "addons/a/x.py", "sub/docker-compose.yml"]) write(`stacks/shop/${path}`);
  });
  after(() => rmSync(root, { recursive: true }));

  it("are those of each stack's compose file", () => {
    const path = "stacks/shop/docker-compose.yml";
    assert.deepEqual(hashes(composeHashScript(root)), { [path]: sha256(path) });
  });

  it("are none where nothing is", () => {
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
