import assert from "node:assert/strict";
import { Secret } from "@pulumi/policy";
import { inputLines } from "../../../../policies/pack/input-lines.ts";
import { secretInputs, secretInputsOf, secretPaths } from "../../../../policies/pack/secret-inputs.ts";

describe("what of a resource's inputs is secret", () => {
  const props = { connection: { host: "a", key: new Secret("k") }, list: [1, new Secret({ deep: "d" })] };

  it("is found at every depth", () => {
    assert.deepEqual(secretPaths(props), ['["connection","key"]', '["list","1"]']);
  });

  it("is remembered for its resource, with all that is inside, and changes nothing", () => {
    assert.equal(secretInputs.remediateResource!({ urn: "urn:a", props } as never), undefined);
    const isSecret = secretInputsOf("urn:a")!;
    assert.ok(isSecret(["connection", "key"]) && isSecret(["list", "1", "deep"]));
    assert.ok(!isSecret(["connection"]) && !isSecret(["list", "0"]));
    assert.equal(secretInputsOf("urn:b"), undefined);
  });

  it("is left out of the text that is searched, which leads back to each path", () => {
    const { text, pathAt } = inputLines(
      { a: { b: "first", c: "hidden" }, d: ["x", "second"] },
      (path) => path[1] === "c",
    );
    assert.deepEqual(JSON.parse(text), { a: { b: "first", c: "" }, d: ["x", "second"] });
    assert.equal(pathAt(text.indexOf("first")), "a.b");
    assert.equal(pathAt(text.indexOf("second")), "d.1");
  });
});
