import assert from "node:assert/strict";
import { compareVersions, nextMajor, nextMinor, nextPatch, parseVersion } from "../../../release/version.ts";

describe("a version", () => {
  it("is read from a tag of two or three numbers", () => {
    assert.deepEqual(parseVersion("main1.0"), { tag: "main1.0", major: 1, minor: 0 });
    assert.deepEqual(parseVersion("main12.3.40"), { tag: "main12.3.40", major: 12, minor: 3, patch: 40 });
  });

  for (const text of [
    "",
    "main",
    "main1",
    "1.0.1",
    "main1.0.1.2",
    "main01.0",
    "main1.0.x",
    "main1.0.1 ",
    "main1.0\n",
    "--all",
  ]) {
    it(`is not read from ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseVersion(text), { name: "UserError", message: /expected a tag of the form main<major>/ });
    });
  }

  it("is ordered by its numbers, a baseline before its patches", () => {
    const tags = ["main1.10.0", "main1.2.0", "main2.0", "main1.0.0", "main1.0.10", "main1.0", "main1.0.9"];
    const sorted = tags.map(parseVersion).sort(compareVersions);
    assert.deepEqual(
      sorted.map(({ tag }) => tag),
      ["main1.0", "main1.0.0", "main1.0.9", "main1.0.10", "main1.2.0", "main1.10.0", "main2.0"],
    );
  });

  it("has a next patch, minor and major", () => {
    const tags = [nextPatch, nextMinor, nextMajor].map((next) => next(parseVersion("main1.4.2")).tag);
    assert.deepEqual(tags, ["main1.4.3", "main1.5.0", "main2.0.0"]);
    assert.equal(nextPatch(parseVersion("main1.0")).tag, "main1.0.1");
  });
});
