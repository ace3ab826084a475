import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { removeRepositories, type Repository, repository } from "../../release/repository.ts";
import { commit, project, run } from "./project.ts";

/** The commands of a section of the document, in its order. */
function commands(section: string): string[] {
  const text = readFileSync("docs/BRANCH_PROTECTION.md", "utf8").split(`\n## ${section}\n`)[1]!.split("\n## ")[0]!;
  return [...text.matchAll(/^ {4}(\S.*)$/gm)].map(([, command]) => command!);
}

/** Types a command of the document; `make lock` is the work that it stands for here. */
async function type(repo: Repository, command: string, lock: () => Promise<void>): Promise<string> {
  const [program, ...words] = command.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ""));
  if (program === "git") return repo.git(...words);
  if (words[0] === "lock") {
    await lock();
    return "";
  }
  assert.deepEqual([program, words[0]], ["make", "tag"]);
  const { status, stdout, stderr } = run(
    repo,
    "tag",
    ...words.slice(1).flatMap((word) => ["--tag", word.split("=")[1]!]),
  );
  assert.equal(status, 0, `${command}: ${stderr}`);
  return stdout;
}

describe("docs/BRANCH_PROTECTION.md", () => {
  afterEach(removeRepositories);

  it("releases from main, then a hotfix of the release before, and brings it back, by the commands that it names", async () => {
    const server = repository();
    server.git("config", "receive.denyCurrentBranch", "ignore");
    const repo = (await project()).release("main1.0.0");
    repo.git("branch", "develop");
    repo.git("remote", "add", "origin", server.folder);
    await commit(repo, "Add the shop", {
      "stacks/shop/docker-compose.yml":
        'services: {a: {image: nginx:1.27, restart: always, mem_limit: 64m, healthcheck: {test: [CMD, "true"]}}}\n',
      "stacks/shop/stack.yaml": "host: app-1\n",
    });
    repo.git("push", "--quiet", "--set-upstream", "origin", "main", "main1.0.0", "develop");

    const proposed: string[] = [];
    for (const command of commands("A release")) proposed.push(await type(repo, command, async () => {}));
    assert.match(proposed.join(), /next release: main1\.1\.0 \(minor: shop is new\)/);

    const mend = () => {
      repo.write({ "stacks/web/conf/site.conf": "server { }\n" });
      return Promise.resolve();
    };
    for (const command of commands("A hotfix")) await type(repo, command, mend);

    assert.deepEqual(server.git("tag").trim().split("\n"), ["main1.0.0", "main1.0.1", "main1.1.0"]);
    assert.match(
      server.git("cat-file", "tag", "main1.0.1"),
      /^Changes since main1\.0\.0:\n\nweb \(changed\)\n- web: mounted file conf\/site\.conf$/m,
    );
    for (const branch of ["main", "develop"]) server.git("merge-base", "--is-ancestor", "main1.0.1", branch);
    assert.equal(server.git("branch", "--list", "hotfix/*"), "");
    repo.git("switch", "--quiet", "main");
    const { stdout, stderr } = run(repo, "tag");
    assert.equal(stderr, "");
    assert.match(stdout, /^next release: main1\.1\.1 /);
  }).timeout(120_000);
});
