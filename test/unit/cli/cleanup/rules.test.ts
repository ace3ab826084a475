import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { keepDays, policyTables, rules } from "../../../../cli/cleanup/rules.ts";

describe("the cleanup policy", () => {
  it("in docs/CLEANUP_POLICY.md has the rules that the command follows", () => {
    assert.ok(readFileSync("docs/CLEANUP_POLICY.md", "utf8").includes(policyTables()), policyTables());
  });

  it("says how long exports and packages are kept", () => {
    for (const { goes } of [rules.export, rules.package]) assert.match(goes, new RegExp(`older than ${keepDays} days`));
  });
});
