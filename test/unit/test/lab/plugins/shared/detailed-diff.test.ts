import assert from "node:assert/strict";
import { detailedDiff } from "../../../../../lab/plugins/shared/detailed-diff.ts";

const asset = (hash: string, path: string) => ({
  "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
  hash,
  path,
});
const kinds = (difference: ReturnType<typeof detailedDiff>) =>
  Object.fromEntries(Object.entries(difference.detailed!).map(([path, { kind }]) => [path, kind]));

describe("the difference of two sets of inputs", () => {
  it("names each leaf by its path, so that replaceOnChanges can match it", () => {
    const before = { connection: { host: "a", port: 22 }, triggers: ["x", "y"], labels: { "a b": 1, gone: 1 } };
    const now = { connection: { host: "b", port: 22, user: "u" }, triggers: ["x", "z", "w"], labels: { "a b": 2 } };
    assert.deepEqual(kinds(detailedDiff(before, now)), {
      "connection.host": "update",
      "connection.user": "add",
      "triggers[1]": "update",
      "triggers[2]": "add",
      'labels["a b"]': "update",
      "labels.gone": "delete",
    });
  });

  it("is empty for equal inputs, whatever the order of keys", () => {
    const difference = detailedDiff({ a: { x: 1, y: [] }, b: null }, { a: { y: [], x: 1 } });
    assert.deepEqual(difference, { changes: [], replaces: [], detailed: {} });
  });

  it("replaces for the given properties only", () => {
    const difference = detailedDiff({ triggers: [1], stdin: "a" }, { triggers: [2], stdin: "b" }, ["triggers"]);
    assert.deepEqual(difference.replaces, ["triggers"]);
    assert.deepEqual(kinds(difference), { "triggers[0]": "update-replace", stdin: "update" });
  });

  it("goes by the content of an asset, not by its path", () => {
    assert.deepEqual(detailedDiff({ source: asset("1", "a") }, { source: asset("1", "b") }).changes, []);
    assert.deepEqual(kinds(detailedDiff({ source: asset("1", "a") }, { source: asset("2", "a") })), {
      source: "update",
    });
  });
});
