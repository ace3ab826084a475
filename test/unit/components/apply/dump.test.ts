import assert from "node:assert/strict";
import { ApplyParts } from "../../../support/apply-parts.ts";

describe("old dumps", function () {
  this.timeout(30_000); // many programs start
  let host: ApplyParts;
  beforeEach(() => {
    host = new ApplyParts("dump");
  });
  afterEach(() => host.remove());

  /** @param contents of the releases that left the data, a letter for each dump, oldest first; what stays is in capitals */
  function kept(contents: string, { keep = 2, runs = "z", before = "y", restored = -1 } = {}): string {
    host.run(`rm -rf "$state/dumps"`);
    for (const [index, content] of [...contents].entries())
      host.write({ [`state/dumps/2026110${index}/about`]: `from main1.0.0\ncontent ${content}\nto main1.0.1\n` });
    host.write({
      "state/current/settings": `timeout=5\nkeep=${keep}\n`,
      "state/current/release": `main1.0.9 ${runs}\n`,
      "state/previous/release": `main1.0.8 ${before}\n`,
    });
    const { code, output } = host.run(`restored=$state/dumps/2026110${restored}; drop_old_dumps`);
    assert.equal(code, 0, output);
    const left = host.list("state/dumps").map((name) => Number(name.at(-1)));
    return [...contents].map((content, index) => (left.includes(index) ? content.toUpperCase() : content)).join("");
  }

  it("go but for those of the newest releases", () => {
    assert.equal(kept("abcd"), "abCD");
    assert.equal(kept("abcd", { keep: 3 }), "aBCD");
    assert.equal(kept("ab", { keep: 5 }), "AB");
  });

  it("of one release stay in two, the first and the last, however often its successor was tried", () => {
    assert.equal(kept("abbbbc"), "aBbbBC");
  });

  it("of the release that runs and of the one before it stay, even if they are older", () => {
    assert.equal(kept("abcd", { runs: "a" }), "AbCD");
    assert.equal(kept("aabcde", { runs: "e", before: "a" }), "AAbcDE");
    assert.equal(kept("abacd", { runs: "a" }), "abACD");
  });

  it("stay when one of them has just been restored", () => {
    assert.equal(kept("abcd", { restored: 1 }), "aBCD");
  });

  it("stay where nothing says how many", () => {
    host.write({ "state/dumps/20261101/about": "content a\n", "state/current/settings": "timeout=5\n" });
    assert.equal(host.run("drop_old_dumps").code, 0);
    assert.deepEqual(host.list("state/dumps"), ["20261101"]);
  });
});
