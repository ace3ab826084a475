import assert from "node:assert/strict";
import { noHostNamespaces as rule } from "../../../../policies/rules/no-host-namespaces.ts";
import { judge, onRecord } from "../../../support/desired.ts";

describe(rule.name, () => {
  for (const key of ["network_mode", "pid", "ipc", "uts", "userns_mode", "cgroup"]) {
    it(`finds the host's ${key}`, () => {
      const problems = judge(rule, [`${key}: host`]);
      assert.equal(problems.length, 1);
      assert.match(problems[0]!, new RegExp(`docker-compose\\.yml:5: services\\.web\\.${key}: `));
      assert.deepEqual(judge(rule, [`${key}: host`], onRecord(rule.name)), []);
    });
  }

  it("lets be what is private or another container's", () => {
    assert.deepEqual(judge(rule, ["network_mode: bridge", "ipc: private", "pid: service:web"]), []);
  });
});
