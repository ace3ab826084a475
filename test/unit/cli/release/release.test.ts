import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { makeRelease } from "../../../../cli/release.ts";
import { type Repository, removeRepositories } from "../../release/repository.ts";
import { readyProject } from "../ready-project.ts";

const files = ["seisei-main1.0-sanitized.tar.gz", "seisei-main1.0-sanitized.tar.gz.sha256", "seisei-main1.0.cdx.json"];
const bytes = (folder: string) => files.map((file) => readFileSync(join(folder, "dist/releases/main1.0", file)));
const list = (source: Repository) =>
  execFileSync("tar", ["-tzf", join(source.folder, "dist/releases/main1.0", files[0]!)])
    .toString()
    .trim()
    .split("\n")
    .map((path) => path.replace("seisei-main1.0/", ""));

describe("make release", () => {
  afterEach(removeRepositories);

  it("packs what the tag names, not the work tree, with its checksum", async () => {
    const source = await readyProject({
      "bin/run": { content: "#!/bin/sh\n", executable: true },
      empty: "",
      link: { link: "bin/run" },
    });
    source.write({ "stacks/web/conf/site.conf": "changed by hand\n", new: "x" });
    const { results } = await makeRelease(source.folder, "main1.0");
    assert.deepEqual(
      results.flatMap(({ findings }) => findings),
      [],
    );
    const into = join(source.folder, "into");
    mkdirSync(into);
    execFileSync("tar", ["-xzf", join(source.folder, "dist/releases/main1.0", files[0]!), "-C", into]);
    execFileSync("sha256sum", ["--check", "--status", files[1]!], {
      cwd: join(source.folder, "dist/releases/main1.0"),
    });
    assert.equal(readFileSync(join(into, "seisei-main1.0/stacks/web/conf/site.conf"), "utf8"), "server {}\n");
    assert.equal(readFileSync(join(into, "seisei-main1.0/link"), "utf8"), "#!/bin/sh\n");
    execFileSync(join(into, "seisei-main1.0/bin/run"));
    assert.ok(list(source).includes("empty") && !list(source).includes("new"));
  });

  it("leaves out files for secrets and what is export-ignore, and says so", async () => {
    const source = await readyProject({
      ".gitattributes": "notes export-ignore\n*.key export-ignore\n",
      "notes/deep/a.md": "x\n",
      "some.key": "x\n",
      "docs/.env": "# none\n",
      "docs/.env.example": "A=\n",
      "docs/a.md": "x\n",
    });
    const { leftOut } = await makeRelease(source.folder, "main1.0");
    assert.deepEqual(Object.fromEntries(leftOut), {
      "docs/.env": "a file for secrets",
      "notes/deep/a.md": "export-ignore in .gitattributes",
      "some.key": "export-ignore in .gitattributes",
    });
    const packed = list(source);
    assert.ok(packed.includes("docs/.env.example") && packed.includes("docs/a.md"));
    assert.ok(!packed.some((path) => leftOut.has(path)));
  });

  it("has the same bytes on another machine: clone, umask, time zone, language, user, settings of git", async () => {
    const source = await readyProject({ ".gitattributes": "*.key export-ignore\n", "ä ö.txt": "ü\n", "a.key": "x\n" });
    await makeRelease(source.folder, "main1.0");
    const home = mkdtempSync(join(tmpdir(), "seisei-home-"));
    try {
      const clone = join(home, "somewhere else");
      execFileSync("git", ["clone", "--quiet", source.folder, clone], { stdio: "ignore" });
      appendFileSync(join(clone, ".git/info/attributes"), "* export-ignore\n*.txt text eol=crlf\n");
      writeFileSync(join(home, ".gitconfig"), "[core]\n  autocrlf = true\n  quotePath = true\n[tar]\n  umask = 077\n");
      const command = 'umask 077; exec "$0" "$1" release --tag main1.0';
      execFileSync("sh", ["-c", command, process.execPath, resolve("cli/main.ts")], {
        cwd: clone,
        env: { PATH: process.env.PATH, HOME: home, TZ: "Asia/Tokyo", LC_ALL: "tr_TR.UTF-8", USER: "other" },
      });
      assert.deepEqual(bytes(clone), bytes(source.folder));
      const [archive] = bytes(clone);
      assert.deepEqual(
        [...archive!.subarray(4, 8), archive![9]],
        [0, 0, 0, 0, 255],
        "no time and no system in gzip's header",
      );
    } finally {
      rmSync(home, { recursive: true });
    }
  }).timeout(20_000);

  it("dates every file by the tag, and belongs to nobody", async () => {
    const source = await readyProject();
    await makeRelease(source.folder, "main1.0");
    const time = Number(source.git("for-each-ref", "--format=%(taggerdate:unix)", "refs/tags/main1.0"));
    const lines = execFileSync("tar", [
      "--utc",
      "--full-time",
      "-tvzf",
      join(source.folder, "dist/releases/main1.0", files[0]!),
    ]);
    const stamp = new Date(time * 1000).toISOString().slice(0, 19).replace("T", " ");
    for (const line of lines.toString().trim().split("\n"))
      assert.match(line, new RegExp(`^-rw-r--r-- 0/0 +\\d+ ${stamp} seisei-main1.0/`));
  });

  it("makes the same release again, and does not replace one by another of the same name", async () => {
    const source = await readyProject();
    await makeRelease(source.folder, "main1.0");
    const before = bytes(source.folder);
    await makeRelease(source.folder, "main1.0");
    assert.deepEqual(bytes(source.folder), before);
    source.git("tag", "--delete", "main1.0");
    source.release("main1.0", { "a.txt": "another\n" });
    await assert.rejects(
      makeRelease(source.folder, "main1.0"),
      /^UserError: dist\/releases\/main1\.0: expected the archive of this tag .* was the tag moved\?/,
    );
    assert.deepEqual(bytes(source.folder), before);
    assert.deepEqual(readdirSync(join(source.folder, "dist/releases")), ["main1.0"]);
  });

  it("packs a large binary file as it is", async () => {
    const content = "\0\x01\x02\x7f".repeat(3 << 19);
    const source = await readyProject({ "data/large.bin": content });
    await makeRelease(source.folder, "main1.0");
    const packed = execFileSync(
      "tar",
      ["-xzOf", join(source.folder, "dist/releases/main1.0", files[0]!), "seisei-main1.0/data/large.bin"],
      { maxBuffer: 64 << 20 },
    );
    const hash = (data: Buffer | string) => createHash("sha256").update(data).digest("hex");
    assert.equal(hash(packed), hash(content));
  });

  it("writes nothing beside dist/", async () => {
    const source = await readyProject({ ".gitignore": "dist/\n" });
    await makeRelease(source.folder, "main1.0");
    assert.equal(source.git("status", "--porcelain"), "");
    assert.ok(existsSync(join(source.folder, "dist/releases/main1.0")));
  });
});
