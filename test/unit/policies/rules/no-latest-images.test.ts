import assert from "node:assert/strict";
import { noLatestImages as rule } from "../../../../policies/rules/no-latest-images.ts";
import { judge } from "../../../support/desired.ts";

describe(rule.name, () => {
  it("finds the tag, with a digest too", () => {
    for (const image of ["nginx:latest", `nginx:latest@sha256:${"a".repeat(64)}`]) {
      assert.match(judge(rule, [], "", image)[0]!, /docker-compose\.yml:3: services\.web\.image: .*got latest;/);
    }
  });

  it("lets a version be", () => assert.deepEqual(judge(rule, [], "", "nginx:1.27-latest"), []));
});
