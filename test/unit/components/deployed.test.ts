import assert from "node:assert/strict";
import { movedTagProblems } from "../../../components/deployed.ts";

describe("deployed", () => {
  it("refuses a tag that moved since it was deployed, with both commits", () => {
    const [problem] = movedTagProblems([{ tag: "main1.0.0", commit: "bbb" }], { "main1.0.0": "aaa" });
    assert.match(problem!, /main1\.0\.0: the tag was moved.*deployed aaa, now bbb.*git tag -f -a main1\.0\.0 aaa/);
  });

  it("accepts a tag that stayed, and one that was never deployed", () => {
    const releases = [
      { tag: "main1.0.0", commit: "aaa" },
      { tag: "main1.0.1", commit: "bbb" },
    ];
    assert.deepEqual(movedTagProblems(releases, { "main1.0.0": "aaa" }), []);
  });
});
