import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scanPaths, scanRevision, scanWorkTree } from "../../../../policies/secrets/scan.ts";
import { git } from "../../../../release/git.ts";

const line = `DB_PASSWORD=${["hunter", "22!x"].join("")}\n`;
let folder = "";
const write = (name: string, content: string | Buffer) => {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), content);
};
const places = (findings: readonly { file: string; line: number; column: number }[]) =>
  findings.map(({ file, line, column }) => `${file.replace(`${folder}/`, "")}:${line}:${column}`);

describe("a scan", () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "seisei-scan-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("looks at files and below folders, and leaves out git's own files and packages", () => {
    for (const name of ["a/.env", "b.env", ".git/c.env", "node_modules/d.env"]) write(name, line);
    write("e.png", Buffer.from([0x89, 0x50, 0, 0, 1]));
    const scan = scanPaths([folder, join(folder, "b.env")]);
    assert.deepEqual(places(scan.findings), ["a/.env:1:13", "b.env:1:13", "b.env:1:13"]);
    assert.deepEqual([scan.files, scan.binary, scan.errors], [3, 1, []]);
  });

  it("does not follow links, and tells those that lead out of the tree", () => {
    write("in/.env", line);
    write("out/.env", line);
    symlinkSync("../out", join(folder, "in/out"));
    symlinkSync(".env", join(folder, "in/again"));
    const scan = scanPaths([join(folder, "in")]);
    assert.deepEqual(places(scan.findings), ["in/.env:1:13"]);
    assert.equal(scan.notes.length, 1);
    assert.match(scan.notes[0]!, /in\/out: a link out of the tree, to .*\/out; not followed$/);
  });

  it("says what it could not read, and reads the rest", () => {
    write(".env", line);
    const { findings, errors } = scanPaths([join(folder, "none"), folder]);
    assert.deepEqual(places(findings), [".env:1:13"]);
    assert.deepEqual(errors, [`${folder}/none: could not be read (there is no such file or folder)`]);
  });

  it("reads a large file in pieces, each secret once and at its place", () => {
    const plain = `${"x=1 ".repeat(25)}\n`;
    const piece = plain.repeat(30_000); // 3 MB
    write("a.env", [piece, line, piece, line, piece].join(""));
    write("b.env", `${" ".repeat(6_000_000)}${line}`);
    const found = places(scanPaths([folder]).findings);
    assert.deepEqual(found, ["a.env:30001:13", "a.env:60002:13", "b.env:1:6000013"]);
  });

  it("of a work tree has what git tracks or would, of a revision what it holds", async () => {
    write(".env", line);
    write("a.env", line);
    write(".gitignore", ".env\n");
    await git(folder, ["init", "-q"]);
    await git(folder, ["add", "-A"]);
    await git(folder, ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]);
    rmSync(join(folder, "a.env"));
    write("new.env", line);
    assert.deepEqual(places((await scanWorkTree(folder)).findings), ["new.env:1:13"]);
    assert.deepEqual(places((await scanRevision(folder, "HEAD")).findings), ["a.env:1:13"]);
    await assert.rejects(scanRevision(folder, "none"), /git ls-tree failed/);
  });
});
