import assert from "node:assert/strict";
import { imagesPinned as rule } from "../../../../policies/rules/images-pinned.ts";
import { inputs } from "../../../support/desired.ts";

const image = (name: unknown) => rule.resource(inputs(rule.type!, { name }));

describe(rule.name, () => {
  it("finds a tag, and a digest that is none", () => {
    for (const name of ["nginx:1.27", "nginx@sha256:abc", undefined]) assert.match(image(name)[0]!, /make lock/);
  });

  it("lets a digest be", () => assert.deepEqual(image(`nginx@sha256:${"0".repeat(64)}`), []));
});
