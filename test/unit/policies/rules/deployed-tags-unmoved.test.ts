import assert from "node:assert/strict";
import { deployedTagsUnmoved as rule } from "../../../../policies/rules/deployed-tags-unmoved.ts";
import { removeRepositories, repository, WEB } from "../../release/repository.ts";

describe(rule.name, () => {
  after(removeRepositories);

  it("finds a tag that was moved and one that is gone, each with the commit it had", async () => {
    const made = repository().release("main1.0.0", WEB).release("main1.0.1");
    const commit = (tag: string) => made.git("rev-parse", `${tag}^{commit}`).trim();
    const commits = { "main1.0.0": commit("main1.0.0"), "main1.0.1": commit("main1.0.1") };
    assert.deepEqual(await rule.history({ commits }, made.folder), []);
    made.git("tag", "--force", "--annotate", "--message", "moved", "main1.0.0", "main1.0.1^{}");
    made.git("tag", "--delete", "main1.0.1");
    const [moved, gone] = await rule.history({ commits }, made.folder);
    assert.ok(
      moved!.startsWith(
        `main1.0.0: expected ${commits["main1.0.0"]}, the commit that was deployed, got ${commits["main1.0.1"]};`,
      ),
    );
    assert.match(gone!, /^main1\.0\.1: .*got no such tag; put it back with `git tag -f -a main1\.0\.1 [0-9a-f]{40}`/);
  });

  it("has nothing to say before the first update", async () => {
    assert.deepEqual(await rule.history({}, "none"), []);
  });
});
