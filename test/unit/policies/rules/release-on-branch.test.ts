import assert from "node:assert/strict";
import { releaseOnBranch as rule } from "../../../../policies/rules/release-on-branch.ts";
import { askedFor } from "../../../support/released.ts";
import { removeRepositories, repository, WEB } from "../../release/repository.ts";

const problems = async (made: ReturnType<typeof repository>, tag: string, settings = {}) =>
  rule.release(await askedFor(made, tag), settings);

describe(rule.name, () => {
  after(removeRepositories);

  it("finds a release of a branch that left main between two releases, with its commit", async () => {
    const made = repository().release("main1.0.0", WEB).write({ a: "1" });
    made.git("add", "a");
    made.git("commit", "--quiet", "--message", "not released");
    made.git("checkout", "--quiet", "-b", "feature/x");
    made.release("main1.0.1");
    const [problem, ...others] = await problems(made, "main1.0.1");
    assert.deepEqual(others, []);
    assert.match(
      problem!,
      /^main1\.0\.1: expected a commit of main, .*got [0-9a-f]{40}, which is neither; merge it into main/,
    );
  });

  it("lets be a release on main, also one that is not its newest commit", async () => {
    const made = repository().release("main1.0.0", WEB).release("main1.0.1");
    assert.deepEqual(await problems(made, "main1.0.0"), []);
    assert.deepEqual(await problems(made, "main1.0.1"), []);
  });

  it("lets a hotfix be, and the next one on the same branch, but none of another series", async () => {
    const made = repository().release("main1.0.0", WEB);
    made.git("checkout", "--quiet", "-b", "hotfix/x");
    made.release("main1.0.1").release("main1.0.2").release("main1.1.0");
    made.git("checkout", "--quiet", "main");
    made.release("main2.0.0");
    assert.deepEqual(await problems(made, "main1.0.1"), []);
    assert.deepEqual(await problems(made, "main1.0.2"), []);
    assert.equal((await problems(made, "main1.1.0")).length, 1);
  });

  it("looks at the branch that the settings name, and at the remote's", async () => {
    const made = repository().release("main1.0.0", WEB);
    made.git("branch", "stable");
    made.release("main1.0.1");
    made.git("checkout", "--quiet", "-b", "work");
    assert.equal((await problems(made, "main1.0.1", { branch: "stable" })).length, 0, "cut from main1.0.0: a hotfix");
    made.release("main1.1.0");
    assert.equal((await problems(made, "main1.1.0", { branch: "stable" })).length, 1);
    made.git("update-ref", "refs/remotes/origin/stable", "HEAD");
    assert.deepEqual(await problems(made, "main1.1.0", { branch: "stable" }), []);
  });

  it("does not call a release good where there is no such branch", async () => {
    const made = repository().release("main1.0.0", WEB);
    assert.match(
      (await problems(made, "main1.0.0", { branch: "trunk" }))[0]!,
      /the branch trunk: .*no release could be checked; `git fetch`/,
    );
  });
});
