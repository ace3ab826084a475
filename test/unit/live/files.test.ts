import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesScript, parseFiles } from "../../../live/files.ts";

describe("filesScript", () => {
  let folder = "";
  const at = (name: string) => join(folder, name);
  const states = (paths: string[]) =>
    parseFiles(paths, execFileSync("sh", ["-c", filesScript(paths)], { encoding: "utf8" }));

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "seisei-files-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const name of ["plain", "with space", "quote's", 'double"', "back\\slash", "line\nbreak", "-n", "$HOME", "é"]) {
    it(`hashes a file named ${JSON.stringify(name)}`, () => {
      writeFileSync(at(name), `content of ${name}`);
      const hash = createHash("sha256").update(`content of ${name}`).digest("hex");
      assert.equal(states([at(name)])?.get(at(name)), hash);
    });
  }

  it("tells what is there instead of a file, without opening it", () => {
    mkdirSync(at("folder"));
    execFileSync("mkfifo", [at("pipe")]);
    const wanted = [at("folder"), at("pipe"), at("none"), at("folder/none/deeper")];
    assert.deepEqual([...states(wanted)!.values()], ["a directory", "not a file", "missing", "missing"]);
  });

  it("keeps the order over more files than one batch", () => {
    const names = Array.from({ length: 450 }, (_, index) => at(`many-${index}`));
    for (const name of names.slice(0, 449)) writeFileSync(name, name);
    const found = states(names)!;
    assert.equal(found.get(names[448]!), createHash("sha256").update(names[448]!).digest("hex"));
    assert.equal(found.get(names[449]!), "missing");
  });

  it("calls nothing missing below a folder that the user may not enter", function () {
    if (process.getuid?.() !== 0) this.skip(); // takes another user's eyes
    mkdirSync(at("closed"), { mode: 0o700 });
    writeFileSync(at("closed/file"), "");
    writeFileSync(at("private"), "", { mode: 0o600 });
    execFileSync("chmod", ["755", folder]);
    const paths = [at("closed/file"), at("private")];
    const command = ["--reuid=65534", "--clear-groups", "sh", "-c", filesScript(paths)];
    const text = execFileSync("setpriv", command, { encoding: "utf8" });
    assert.deepEqual([...parseFiles(paths, text)!.values()], ["unreadable", "not readable"]);
  });
});

describe("parseFiles", () => {
  it("does not take half an answer for one", () => {
    assert.equal(parseFiles(["/a", "/b"], "hash\nmissing\n"), undefined);
    assert.equal(parseFiles(["/a", "/b"], "missing\n"), undefined);
  });
});
