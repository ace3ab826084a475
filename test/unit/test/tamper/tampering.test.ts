import assert from "node:assert/strict";
import type { Finding } from "../../../../live/finding.ts";
import { tamperings } from "../../../tamper/all.ts";
import { harmless } from "../../../tamper/harmless.ts";
import { mismatch, rounds, type Tampering } from "../../../tamper/tampering.ts";

const finding: Finding = {
  ...{ kind: "file", severity: "error", host: "app-1", stack: "shop", subject: "a.txt" },
  ...{ expected: "x", observed: "missing", message: "", action: "`pulumi up` puts it back" },
};
const tampering: Tampering = {
  ...{ title: "a file deleted", place: "shop", script: "rm a.txt" },
  finding: { kind: "file", stack: "shop", subject: /^a/, observed: /^missing$/, action: /puts it back/ },
};

describe("what is found after a tampering", () => {
  const other = { ...finding, subject: "b.txt" };

  it("is right where it is one finding more, of the kind, the subject and the action", () => {
    assert.equal(mismatch(tampering, [other], [other, { ...finding, since: "today" }]), undefined);
  });

  const wrong: [string, readonly Finding[], readonly Finding[], RegExp][] = [
    ["nothing more", [other], [other], /^nothing$/],
    ["two", [], [finding, other], /^2 findings: shop: file a\.txt/],
    ["another kind", [], [{ ...finding, kind: "image" }], /image a\.txt/],
    ["another stack", [], [{ ...finding, stack: "blog" }], /blog/],
    ["another subject", [], [other], /b\.txt/],
    ["another state", [], [{ ...finding, observed: "a directory" }], /a directory/],
    ["another action", [], [{ ...finding, action: "look" }], /^the action look$/],
    ["one that hides another", [other], [finding], /in place of shop: file b\.txt/],
  ];
  for (const [what, before, after, got] of wrong) {
    it(`is wrong where it is ${what}`, () => assert.match(mismatch(tampering, before, after)!, got));
  }
});

describe("the tamperings", () => {
  it("are at least 40 of different titles, beside ten harmless changes", () => {
    assert.ok(new Set(tamperings.map(({ title }) => title)).size >= 40);
    assert.equal(new Set(tamperings.map(({ script }) => script)).size, tamperings.length);
    assert.ok(harmless.length >= 10);
  });

  it("are parted so that no two of a round have one place, and who must be alone is", () => {
    const [a, b, c] = [tampering, { ...tampering, place: "blog" }, { ...tampering, alone: true }];
    assert.deepEqual(rounds([a, b, a, c, b]), [[a, b], [a, b], [c]]);
    const below = ["x/y", "x/z", "x"].map((place) => ({ ...tampering, place }));
    assert.deepEqual(rounds(below), [below.slice(0, 2), below.slice(2)]);
  });
});
