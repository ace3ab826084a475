import assert from "node:assert/strict";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CheckResult, checks } from "../../../cli/check/checks.ts";
import { checkText, exitCode } from "../../../cli/check/text.ts";
import { type Files, removeRepositories } from "../release/repository.ts";
import { readyProject } from "./ready-project.ts";

const secret = ["hunter", "22!x"].join("");

/** A project that is ready for a release, and then changed. */
const project = async (changes: Files = {}) => (await readyProject()).write(changes);

async function only(name: string, changes: Files) {
  const source = await project(changes);
  const [result] = await checks({ project: source.folder, only: [name] });
  return result!;
}

describe("make check", () => {
  afterEach(removeRepositories);

  it("finds nothing in a project that is ready, and says what it left out", async () => {
    const source = await project();
    const results = await checks({ project: source.folder });
    assert.equal(exitCode(results), 0, checkText(results, false));
    const skipped = results.filter((result) => result.skipped !== undefined).map(({ name }) => name);
    assert.deepEqual(skipped, ["drift", "docs"]);
  });

  const findings: [check: string, claim: string, changes: Files, finding: RegExp][] = [
    [
      "locks",
      "a change without its lock",
      { "stacks/web/docker-compose.yml": "services: {web: {image: 'nginx:1.27', init: true}}\n" },
      /docker-compose\.yml is sha256:\w+…, audit\/locks\/compose_sha256\.lock\.txt has .*; `make lock` and commit/,
    ],
    [
      "secrets",
      "a password",
      { "stacks/web/conf/app.env": `DB_PASSWORD=${secret}\n` },
      /^stacks\/web\/conf\/app\.env:1:13: assigned password/,
    ],
    [
      "routes",
      "a port of a host that two stacks publish",
      {
        "stacks/web/docker-compose.yml": "services: {web: {image: 'nginx:1.27', restart: always, ports: ['80:80']}}\n",
        "stacks/other/docker-compose.yml":
          "services: {web: {image: 'nginx:1.27', restart: always, ports: ['80:80']}}\n",
        "stacks/other/stack.yaml": "host: app-1\n",
      },
      /^stacks\/\w+\/docker-compose\.yml:1: services\.web\.ports\S*: .*80/,
    ],
    [
      "policies",
      "a privileged container",
      { "stacks/web/docker-compose.yml": "services: {web: {image: 'nginx:1.27', privileged: true}}\n" },
      /^stacks\/web\/docker-compose\.yml:1: .*\(no-privileged-containers\)$/,
    ],
    [
      "clean",
      "a file that was changed",
      { "stacks/web/conf/site.conf": "x\n" },
      /^stacks\/web\/conf\/site\.conf: changed, and not committed; commit it/,
    ],
    ["clean", "a new file", { "a file -> with a name": "x\n" }, /^a file -> with a name: new, and not committed/],
    [
      "clean",
      "a file that is gone",
      { "stacks/web/conf/site.conf": null },
      /^stacks\/web\/conf\/site\.conf: deleted, and not committed/,
    ],
    [
      "stacks",
      "YAML with a key twice",
      { "stacks/web/stack.yaml": "host: app-1\nhost: app-2\n" },
      /^stacks\/web\/stack\.yaml:2: expected YAML, got a mistake: Map keys must be unique/,
    ],
    [
      "stacks",
      "a link out of the tree",
      { "stacks/web/conf/site.conf": { link: "/etc/passwd" } },
      /^stacks\/web\/conf\/site\.conf: expected a file, got a symbolic link/,
    ],
  ];
  for (const [check, claim, changes, finding] of findings) {
    it(`finds in ${check}: ${claim}`, async () => {
      const result = await only(check, changes);
      assert.equal(result.findings.length, 1, result.findings.join("\n"));
      assert.match(result.findings[0]!, finding);
      assert.ok(!result.findings[0]!.includes(secret));
      assert.equal(exitCode([result]), 1);
    });
  }

  it("finds in stacks: a file that no deploy should copy, without reading it", async () => {
    const source = await project();
    const large = join(source.folder, "stacks/web/dump.bin");
    writeFileSync(large, "");
    truncateSync(large, 5e9);
    const [result] = await checks({ project: source.folder, only: ["stacks"] });
    assert.deepEqual(result!.findings, [
      "stacks/web/dump.bin: expected a file below 100 MB, since each deploy copies it to the host, got 5000 MB; keep it in a volume or an image",
    ]);
  });

  it("does not call locks and documents fresh where the stacks cannot be read", async () => {
    const result = await only("locks", { "stacks/web/stack.yaml": "host: [\n" });
    assert.match(result.couldNot!, /stacks\/ has mistakes; `make check ONLY=stacks`/);
    assert.equal(exitCode([result]), 2);
  });

  it("says when drift cannot be checked: no hosts are configured", async () => {
    const source = await project();
    const [result] = await checks({ project: source.folder, only: ["drift"], server: true });
    assert.match(result!.couldNot!, /expected a file Pulumi\.<stack>\.yaml that names the hosts, got none/);
  });

  it("refuses a folder that is no git repository, and a check that does not exist", async () => {
    const folder = mkdtempSync(join(tmpdir(), "seisei-check-"));
    try {
      await assert.rejects(checks({ project: folder }), {
        name: "UserError",
        message: /^\S+: expected a git repository, got a folder without one; `git init`/,
      });
      await assert.rejects(checks({ project: folder, only: ["dosc"] }), /expected some of .*, got dosc/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("prints a line for each finding, aligned, and a summary", () => {
    const results: CheckResult[] = [
      { name: "stacks", findings: [], seen: "2 stacks" },
      { name: "drift", findings: [], skipped: "not asked" },
      { name: "docs", findings: ["a", "b\nc"] },
      { name: "secrets", findings: [], couldNot: "d" },
    ];
    assert.deepEqual(checkText(results, false).split("\n"), [
      "[PASS]   stacks   2 stacks",
      "[SKIP]   drift    not asked",
      "[FAIL]   docs     a",
      "[FAIL]   docs     b c",
      "[ERROR]  secrets  d",
      "",
      "could not check everything: 1 passed, 1 failed (2 findings), 1 could not be checked, 1 left out",
    ]);
    assert.ok(checkText(results, true).startsWith("\x1b[32m[PASS]\x1b[0m   stacks   2 stacks\n"));
  });

  it("shows of many findings of one check the first, and counts all", () => {
    const findings = Array.from({ length: 100 }, (_, index) => `finding ${index}`);
    const lines = checkText([{ name: "clean", findings }], false).split("\n");
    assert.deepEqual(lines.slice(10), [
      "[FAIL]   clean  finding 10",
      "[FAIL]   clean  … and 89 more",
      "",
      "not ready for a release: 0 passed, 1 failed (100 findings)",
    ]);
  });
});
