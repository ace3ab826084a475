import assert from "node:assert/strict";
import { compare } from "../../../live/compare.ts";

describe("compare", () => {
  it("finds nothing between equal trees, whatever the order of their keys", () => {
    assert.deepEqual(compare({ a: { b: "1", c: "2" }, d: {} }, { d: {}, a: { c: "2", b: "1" } }), []);
  });

  it("names the leaf that differs, is new or is gone", () => {
    assert.deepEqual(
      compare({ a: { same: "1", changed: "1", gone: "1" } }, { a: { same: "1", changed: "2" }, b: { new: "3" } }),
      [
        { keys: ["a", "changed"], before: "1", now: "2" },
        { keys: ["a", "gone"], before: "1", now: undefined },
        { keys: ["b", "new"], before: undefined, now: "3" },
      ],
    );
  });

  it("does not mix up keys that hold a separator", () => {
    assert.equal(compare({ "a.b": { c: "1" } }, { a: { "b.c": "1" } }).length, 2);
  });

  it("takes a tree that is not known yet for a leaf", () => {
    assert.deepEqual(
      compare({ a: { b: "1" } }, { a: "unknown" }).map(({ keys }) => keys),
      [["a", "b"], ["a"]],
    );
  });
});
