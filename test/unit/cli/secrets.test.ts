import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const secret = ["hunter", "22!x"].join("");
const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["cli/main.ts", "secrets", ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
};

describe("the command secrets", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "seisei-secrets-"));
    writeFileSync(join(folder, "bad.env"), `DB_PASSWORD=${secret}\n`);
    writeFileSync(join(folder, "good.env"), "DB_PASSWORD=${DB_PASSWORD}\n");
  });
  after(() => rmSync(folder, { recursive: true }));

  it("ends with 0 when there is none", () => {
    const file = join(folder, "good.env");
    assert.deepEqual(run(file), { status: 0, stdout: "no secrets in 1 files (0 binary files left out)\n", stderr: "" });
  });

  it("ends with 1 and tells each as JSON, without the secret", () => {
    const { status, stdout } = run("--json", folder);
    const { findings, files } = JSON.parse(stdout);
    const { message, ...finding } = findings[0];
    assert.deepEqual([status, files, findings.length], [1, 2, 1]);
    assert.deepEqual(finding, {
      file: join(folder, "bad.env"),
      line: 1,
      column: 13,
      rule: "assigned-password",
      masked: "[secret]",
    });
    assert.match(message, /pulumi config set --secret/);
    assert.ok(!stdout.includes(secret));
  });

  it("ends with 2 when something could not be read, and still tells what it found", () => {
    const { status, stdout, stderr } = run(join(folder, "bad.env"), join(folder, "none"));
    assert.deepEqual([status, stderr], [2, `${folder}/none: could not be read (there is no such file or folder)\n`]);
    assert.match(stdout, /bad\.env:1:13: assigned password \(DB_PASSWORD\)/);
  });

  it("finds none in this project", () => {
    const { status, stdout } = run();
    assert.equal(status, 0, stdout);
  });
});
