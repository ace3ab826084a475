import assert from "node:assert/strict";
import type { Facts } from "../../../../cli/tag/facts.ts";
import { propose, refusals, unmergedHotfixes } from "../../../../cli/tag/next.ts";
import { parseVersion } from "../../../../release/version.ts";

const facts = (reached: string[], other: Partial<Facts> = {}): Facts => ({
  ...{ head: "b", lastCommit: "a", branch: "main", remote: "origin", dirty: [] },
  releases: reached.map(parseVersion),
  reached: reached.map(parseVersion),
  ...other,
});
const none = { added: [], removed: [] };
const next = (last: string[], stacks = none as { added: string[]; removed: string[] }, branch = "main") =>
  propose(facts(last, { branch }), stacks).version.tag;
const refused = (known: Facts, tag?: string, stacks = none as { added: string[]; removed: string[] }) =>
  refusals(known, propose(known, stacks), tag);

describe("the next release", () => {
  it("is a patch after a change of a stack, a minor one after a stack came or went, a patch after any hotfix", () => {
    assert.equal(next([]), "main1.0.0");
    assert.equal(next(["main1.0"]), "main1.0.1");
    assert.equal(next(["main1.2.3", "main1.2.2"]), "main1.2.4");
    assert.equal(next(["main1.2.3"], { added: ["ocr"], removed: [] }), "main1.3.0");
    assert.equal(next(["main1.2.3"], { added: [], removed: ["ocr"] }), "main1.3.0");
    assert.equal(next(["main1.2.3"], { added: ["ocr"], removed: [] }, "hotfix/tls"), "main1.2.4");
  });

  it("may be a larger step than proposed, and no smaller one", () => {
    const known = facts(["main1.2.3"]);
    for (const tag of ["main1.2.4", "main1.3.0", "main2.0.0"]) assert.deepEqual(refused(known, tag), []);
    const added = { added: ["ocr"], removed: [] };
    assert.deepEqual(refused(known, "main1.3.0", added), []);
    assert.match(
      refused(known, "main1.2.4", added)[0]!,
      /expected the next release after main1\.2\.3, main1\.3\.0 or main2\.0\.0 \(minor: ocr is new\), got another/,
    );
  });

  it("is refused when it is not the next, or is there", () => {
    const known = facts(["main1.2.3", "main1.0"]);
    for (const tag of ["main1.2.5", "main1.4.0", "main3.0.0", "main1.3", "main1.2.2"]) {
      assert.match(refused(known, tag).join(), /^\S+: expected the next release after main1\.2\.3/, tag);
    }
    assert.deepEqual(refused(known, "main1.2.3"), [
      "main1.2.3: the tag exists, and a release never changes; `make tag` proposes the next one",
    ]);
    assert.throws(() => refused(known, "1.2.4"), /expected a tag of the form main<major>/);
  });

  it("on a hotfix branch is the next patch of the older line alone", () => {
    const known = facts(["main1.0.1"], {
      branch: "hotfix/tls",
      releases: ["main1.1.0", "main1.0.1"].map(parseVersion),
    });
    assert.deepEqual(refused(known, "main1.0.2"), []);
    assert.match(refused(known, "main1.1.0").join(), /the tag exists/);
    assert.match(refused(known, "main1.2.0").join(), /main1\.0\.2 \(a hotfix of main1\.0\.1\)/);
  });

  it("waits until releases from elsewhere are merged", () => {
    const known = facts(["main1.0.1"], { releases: ["main1.0.2", "main1.0.1"].map(parseVersion) });
    assert.deepEqual(refused(known), ["main1.0.2: released, and not in main; merge it first: `git merge main1.0.2`"]);
    assert.match(refused({ ...known, branch: "hotfix/a" }).join(), /^main1\.0\.2: released, and not in hotfix\/a/);
  });

  it("comes with a word about hotfixes of older lines that main has not got", () => {
    const known = facts(["main1.1.0", "main1.0.0"], {
      releases: ["main1.1.0", "main1.0.1", "main1.0.0"].map(parseVersion),
    });
    assert.deepEqual(refused(known), []);
    assert.deepEqual(unmergedHotfixes(known), [
      "main1.0.1 is released, and not in main: `git merge main1.0.1`, or what it mends comes back",
    ]);
    assert.deepEqual(unmergedHotfixes({ ...known, branch: "hotfix/tls" }), []);
    assert.deepEqual(unmergedHotfixes(facts(["main1.1.0"])), []);
  });
});
