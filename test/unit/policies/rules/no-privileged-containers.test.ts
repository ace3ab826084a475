import assert from "node:assert/strict";
import { noPrivilegedContainers as rule } from "../../../../policies/rules/no-privileged-containers.ts";
import { judge, onRecord } from "../../../support/desired.ts";

describe(rule.name, () => {
  it("names file, line and service of a privileged one, and how to go on", () => {
    const [problem, ...others] = judge(rule, ["privileged: true"]);
    assert.deepEqual(others, []);
    assert.match(
      problem!,
      /^stacks\/shop\/docker-compose\.yml:5: services\.web\.privileged: expected .*, got privileged;/,
    );
    assert.match(problem!, /stacks\/shop\/stack\.yaml: .*rule: no-privileged-containers, service: web, reason/);
  });

  it("lets one be that has a reason on record, and one that is not privileged", () => {
    assert.deepEqual(judge(rule, ["privileged: true"], onRecord(rule.name)), []);
    assert.deepEqual(judge(rule, ["privileged: false"]), []);
  });

  it("takes no reason for another rule, nor for another service", () => {
    assert.equal(judge(rule, ["privileged: true"], onRecord("no-docker-socket")).length, 1);
    const other = onRecord(rule.name).replace("service: web", "service: other");
    assert.equal(judge(rule, ["privileged: true"], other).length, 1);
  });
});
