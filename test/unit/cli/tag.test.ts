import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { readFacts } from "../../../cli/tag/facts.ts";
import { propose, refusals } from "../../../cli/tag/next.ts";
import { removeRepositories, type Repository, repository } from "../release/repository.ts";
import { commit, project, run, web } from "./tag/project.ts";

const problems = async (repo: Repository, tag?: string) => {
  const facts = await readFacts(repo.folder);
  return refusals(facts, propose(facts, { added: [], removed: [] }), tag);
};

/** A repository with a release, one commit after it, and a server that has both. */
function cloned(): { repo: Repository; server: Repository } {
  const server = repository();
  server.git("config", "receive.denyCurrentBranch", "ignore");
  const repo = repository().release("main1.0.0", { "a.txt": "1" });
  repo.git("commit", "--quiet", "--allow-empty", "--message", "later");
  repo.git("remote", "add", "origin", server.folder);
  repo.git("push", "--quiet", "--set-upstream", "origin", "main", "main1.0.0");
  return { repo, server };
}

describe("make tag refuses", () => {
  afterEach(removeRepositories);

  it("nothing where all is committed and pushed", async () => {
    assert.deepEqual(await problems(cloned().repo, "main1.0.1"), []);
  });

  it("a work tree with changes, and names them", async () => {
    const { repo } = cloned();
    repo.write({ "a.txt": "2", "new/b.txt": "" });
    assert.deepEqual(await problems(repo, "main1.0.1"), [
      "work tree: expected all committed, got changes in a.txt, new/b.txt; commit them, or put them back",
    ]);
  });

  it("a branch behind its upstream", async () => {
    const { repo } = cloned();
    repo.git("commit", "--quiet", "--allow-empty", "--message", "by another");
    repo.git("push", "--quiet");
    repo.git("reset", "--quiet", "--hard", "HEAD~1");
    assert.deepEqual(await problems(repo, "main1.0.1"), ["main: 1 commit behind origin/main; `git pull --ff-only`"]);
  });

  it("other branches, and a commit without one", async () => {
    const { repo } = cloned();
    repo.git("switch", "--quiet", "--create", "feature/x");
    assert.match((await problems(repo)).join(), /^branch: expected main or hotfix\/<name>, got feature\/x; merge it/);
    repo.git("switch", "--quiet", "--detach");
    assert.match((await problems(repo)).join(), /^branch: expected main or hotfix\/<name>, got no branch/);
  });

  it("a tag that exists, also where another branch has it, and one that is not the next", async () => {
    const { repo } = cloned();
    const exists = /^main1\.0\.0: the tag exists, and a release never changes;/;
    assert.match((await problems(repo, "main1.0.0")).join(), exists);
    assert.match(
      (await problems(repo, "main1.0.2")).join(),
      /^main1\.0\.2: expected the next release after main1\.0\.0, main1\.0\.1/,
    );
    repo.git("switch", "--quiet", "--create", "hotfix/x", "main1.0.0");
    repo.release("main1.0.1").git("switch", "--quiet", "main");
    const [unmerged, taken] = await problems(repo, "main1.0.1");
    assert.match(unmerged!, /^main1\.0\.1: released, and not in main; merge it first/);
    assert.match(taken!, /^main1\.0\.1: the tag exists/);
  });

  it("a second tag of one commit", async () => {
    const repo = repository().release("main1.0.0", { "a.txt": "1" });
    assert.deepEqual(await problems(repo, "main1.0.1"), [
      "main1.0.0: nothing was committed since; there is nothing to release",
    ]);
  });

  it("a folder that is no git repository", async () => {
    const repo = repository().write({ "Pulumi.yaml": "name: seisei\n" });
    execFileSync("rm", ["-r", join(repo.folder, ".git")]);
    const { status, stderr } = run(repo, "tag");
    assert.equal(status, 2);
    assert.match(stderr, /^\S+: expected a git repository, got a folder without one;/);
  }).timeout(20_000);

  it("what `make check` finds", async () => {
    const repo = await project();
    repo.write({ "stacks/web/docker-compose.yml": web("nginx:1.28") });
    repo.git("commit", "--quiet", "--all", "--message", "Without a lock");
    const { status, stderr } = run(repo, "tag", "--tag", "main1.0.0");
    assert.equal(status, 2);
    assert.match(stderr, /make lock/);
    assert.equal(repo.git("tag"), "");
  }).timeout(20_000);
});

describe("make tag", () => {
  afterEach(removeRepositories);

  it("signs the tag when git has a key for it, and pushes nothing", async () => {
    const repo = await project();
    const server = repository();
    repo.git("remote", "add", "origin", server.folder);
    const key = join(repo.folder, ".git/key");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    repo.git("config", "gpg.format", "ssh");
    repo.git("config", "user.signingKey", key);
    const { status, stdout, stderr } = run(repo, "tag", "--tag", "main1.0.0");
    assert.equal(status, 0, stderr);
    assert.match(
      stdout,
      /signed tag main1\.0\.0 made; nothing was pushed. To push:\n {2}git push origin main\n {2}git push origin main1\.0\.0\n$/,
    );
    const tag = repo.git("cat-file", "tag", "main1.0.0");
    assert.match(
      tag,
      /^Release main1\.0\.0$[\s\S]*^- web: new, image nginx:1\.27 \(sha256:a{12}\)$[\s\S]*BEGIN SSH SIGNATURE/m,
    );
    assert.equal(server.git("tag"), "");
  }).timeout(20_000);

  it("without a tag proposes one, makes none, and says what stands against it", async () => {
    const repo = (await project()).release("main1.0.0");
    await commit(repo, "Add the shop", {
      "stacks/shop/docker-compose.yml": web("nginx:1.27").replace(/ {4}volumes:[\s\S]*/, ""),
      "stacks/shop/stack.yaml": "host: app-1\n",
    });
    repo.write({ "left.txt": "" });
    const { status, stdout } = run(repo, "tag");
    assert.equal(status, 0);
    assert.match(stdout, /^next release: main1\.1\.0 \(minor: shop is new\)\n/);
    assert.match(stdout, /^shop \(added\)\n- web: new, image nginx:1\.27 .*\n- [0-9a-f]{7,} Add the shop$/m);
    assert.match(stdout, /^work tree: expected all committed, got changes in left\.txt;/m);
    assert.equal(repo.git("tag"), "main1.0.0\n");
  }).timeout(20_000);
});
