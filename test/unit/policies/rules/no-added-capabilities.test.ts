import assert from "node:assert/strict";
import { noAddedCapabilities as rule } from "../../../../policies/rules/no-added-capabilities.ts";
import { judge, onRecord } from "../../../support/desired.ts";

describe(rule.name, () => {
  it("names the capabilities", () => {
    const [problem] = judge(rule, ["cap_add: [NET_ADMIN, SYS_PTRACE]"]);
    assert.match(problem!, /:5: services\.web\.cap_add: .*got NET_ADMIN, SYS_PTRACE;/);
  });

  it("lets capabilities be dropped, and added with a reason", () => {
    assert.deepEqual(judge(rule, ["cap_drop: [ALL]", "cap_add: []"]), []);
    assert.deepEqual(judge(rule, ["cap_add: [NET_ADMIN]"], onRecord(rule.name)), []);
  });
});
