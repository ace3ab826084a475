import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const secret = ["hunter", "22!x"].join("");
const line = `DB_PASSWORD=${secret}\n`;
let folder = "";
const at = (...names: string[]) => join(folder, ...names);
const read = (...names: string[]) => readFileSync(at(...names), "utf8");
const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["cli/main.ts", "sanitize", ...args], {
    encoding: "utf8",
  });
  assert.ok(!(stdout + stderr).includes(secret), "a secret is printed");
  return { status, stdout, stderr };
};

describe("the command sanitize", function () {
  this.timeout(30_000);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "seisei-sanitize-"));
    mkdirSync(at("tree"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("only tells with --dry-run, then changes, then has nothing to do", () => {
    writeFileSync(at("tree", ".env"), line, { mode: 0o600 });
    writeFileSync(at("tree", "a.png"), Buffer.from([1, 0, 0, 0, 3]));
    const dry = run(at("tree"), "--dry-run", "--report", at("report.json"));
    assert.deepEqual([dry.status, read("tree", ".env")], [1, line]);
    assert.deepEqual(JSON.parse(read("report.json")), {
      dryRun: true,
      findings: [{ file: at("tree", ".env"), line: 1, column: 13, rule: "assigned-password", masked: "[secret]" }],
      ...{ files: 1, changed: 1, binary: 1, notes: [], errors: [] },
    });
    const { status, stdout } = run(at("tree"));
    assert.equal(status, 0);
    assert.match(stdout, /1 secret in 1 files: 1 changed \(1 binary files left alone\)\n$/);
    assert.equal(read("tree", ".env"), "DB_PASSWORD=REDACTED\n");
    assert.equal(statSync(at("tree", ".env")).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(at("tree")).sort(), [".env", "a.png"]);
    assert.equal(run(at("tree"), "--dry-run").status, 0);
  });

  it("does not write through links, soft or hard, out of the folder", () => {
    for (const name of ["soft.env", "hard.env"]) writeFileSync(at(name), line);
    symlinkSync("../soft.env", at("tree", "soft.env"));
    linkSync(at("hard.env"), at("tree", "hard.env"));
    const { status, stderr } = run(at("tree"));
    assert.equal(status, 0);
    assert.match(stderr, /soft\.env: a link out of the tree/);
    assert.deepEqual(
      [read("soft.env"), read("hard.env"), read("tree", "hard.env")],
      [line, line, "DB_PASSWORD=REDACTED\n"],
    );
  });

  it("ends with 2 for a file that it cannot make clean, says why, and cleans the others", () => {
    const long = `${"a".repeat(251)}.env`; // no name may be longer
    writeFileSync(at("tree", long), line);
    writeFileSync(at("tree", "large.log"), line);
    truncateSync(at("tree", "large.log"), 1 << 30);
    writeFileSync(at("tree", "large.env"), line.padEnd((16 << 20) + 1, "a=1\n"));
    const { status, stderr, stdout } = run(at("tree"));
    assert.equal(status, 2);
    assert.match(
      stderr,
      /^\S*large\.env: left as it is: it is too large to change \(17 MB\) and holds secrets; edit or remove it\n$/,
    );
    assert.match(stdout, /1 changed \(1 binary files left alone, 1 not done\)/);
    assert.equal(read("tree", long), "DB_PASSWORD=REDACTED\n");
    assert.equal(read("tree", "large.env").slice(0, line.length), line);
  });

  it("ends with 2 without a folder, or with one that is not there", () => {
    assert.match(run("--dry-run").stderr, /^sanitize: expected a folder, got none; write it like/);
    const { status, stderr } = run(at("none"));
    assert.deepEqual([status, stderr], [2, `${at("none")}: could not be read (there is no such file or folder)\n`]);
    chmodSync(at("tree"), 0o755);
    assert.match(run(at("tree"), "--drry").stderr, /^sanitize: Unknown option '--drry'/);
  });
});
