import assert from "node:assert/strict";
import { baselineUntouched as rule } from "../../../../policies/rules/baseline-untouched.ts";
import { desiredOf } from "../../../support/desired.ts";
import { type Repository, removeRepositories, repository, WEB } from "../../release/repository.ts";

const problems = async ({ folder }: Repository, settings = {}) =>
  rule.release(desiredOf({ repository: folder }), settings);
const baseline = () => repository().release("main1.0", WEB).release("main1.0.0").release("main1.0.1");

describe(rule.name, () => {
  after(removeRepositories);

  it("lets be a baseline that its patches contain, and a repository without one", async () => {
    assert.deepEqual(await problems(baseline()), []);
    assert.deepEqual(await problems(repository().release("main1.0.0", WEB)), []);
  });

  it("finds one that was moved on, with both commits", async () => {
    const made = baseline();
    made.git("commit", "--quiet", "--allow-empty", "--message", "later");
    made.git("tag", "--force", "--annotate", "--message", "moved", "main1.0");
    const [problem, ...others] = await problems(made);
    assert.deepEqual(others, []);
    const [now, patch] = [
      made.git("rev-parse", "main1.0^{commit}").trim(),
      made.git("rev-parse", "main1.0.0^{commit}").trim(),
    ];
    assert.ok(problem!.includes(`got ${now}, which is no part of main1.0.0 (${patch})`), problem);
    assert.match(problem!, /put it back with `git tag -f -a main1\.0 /);
  });

  it("finds one that was made again, and one that is lightweight", async () => {
    const made = baseline();
    const commit = made.git("rev-parse", "main1.0^{commit}").trim();
    made.git("-c", "core.abbrev=40", "tag", "--force", "main1.0", commit);
    assert.match((await problems(made))[0]!, /expected an annotated tag/);
    const tag = `object ${commit}\ntype commit\ntag main1.0\ntagger A <a@example.com> 4102444800 +0000\n\nagain\n`;
    made.write({ ".git/again": tag });
    const id = made.git("hash-object", "-t", "tag", "-w", ".git/again").trim();
    made.git("update-ref", "refs/tags/main1.0", id);
    assert.match((await problems(made))[0]!, /which was tagged after main1\.0\.0 /);
  });

  it("holds to the commit that the settings name", async () => {
    const made = baseline();
    const commit = made.git("rev-parse", "main1.0^{commit}").trim();
    assert.deepEqual(await problems(made, { commits: { "main1.0": commit } }), []);
    const recorded = "1".repeat(40);
    assert.match(
      (await problems(made, { commits: { "main1.0": recorded } }))[0]!,
      new RegExp(`expected commit ${recorded}, got ${commit}`),
    );
    assert.match((await problems(made, { commits: { "main0.9": recorded } }))[0]!, /main0\.9: .*no such tag/);
  });
});
