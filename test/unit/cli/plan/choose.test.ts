import assert from "node:assert/strict";
import { chooseReleases } from "../../../../cli/plan/choose.ts";
import { removeRepositories, repository, WEB } from "../../release/repository.ts";

const three = () => repository().release("main1.0.0", WEB).release("main1.0.1").release("main1.1.0");

describe("the releases of a plan", () => {
  afterEach(removeRepositories);

  it("are those that were named", async () => {
    const { from, to, notes } = await chooseReleases(three().folder, { from: "main1.0.0", to: "main1.0.1" });
    assert.deepEqual([from, to, notes], ["main1.0.0", "main1.0.1", []]);
  });

  it("are by default the one that is checked out and the one before it", async () => {
    const repo = three();
    assert.deepEqual(await chooseReleases(repo.folder, {}), {
      ...{ from: "main1.0.1", to: "main1.1.0" },
      notes: ["TO is main1.1.0, the release that is checked out", "FROM is main1.0.1, the release before main1.1.0"],
    });
    repo.git("checkout", "--quiet", "main1.0.1");
    const { from, to } = await chooseReleases(repo.folder, {});
    assert.deepEqual([from, to], ["main1.0.0", "main1.0.1"]);
  });

  it("begin with the one that is configured, and end with the newest when none is checked out", async () => {
    const repo = three().write({ "Pulumi.prod.yaml": "config:\n  seisei:release: main1.0.0\n" });
    repo.git("commit", "--quiet", "--allow-empty", "--message", "later");
    const { from, to, notes } = await chooseReleases(repo.folder, {});
    assert.deepEqual([from, to], ["main1.0.0", "main1.1.0"]);
    assert.deepEqual(notes, [
      "TO is main1.1.0, the newest release",
      "FROM is main1.0.0, the release that is configured",
    ]);
  });

  it("are refused where there is no tag, or none before", async () => {
    const repo = repository();
    repo.git("commit", "--quiet", "--allow-empty", "--message", "first");
    await assert.rejects(chooseReleases(repo.folder, {}), /expected a release to plan for, got no tag; `make tag`/);
    repo.release("main1.0.0", WEB);
    await assert.rejects(
      chooseReleases(repo.folder, {}),
      /main1\.0\.0: expected a release before it, got none; name one/,
    );
  });
});
