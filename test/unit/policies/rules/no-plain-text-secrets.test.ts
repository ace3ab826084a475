import assert from "node:assert/strict";
import { noPlainTextSecrets as rule } from "../../../../policies/rules/no-plain-text-secrets.ts";
import { inputs } from "../../../support/desired.ts";

// Made when the test runs, so that no scanner takes this file for a leak.
const token = `ghp_${"aB3dE6".repeat(6)}`;
const password = ["hunter", "22!x"].join("");

describe(rule.name, () => {
  for (const [path, props] of [
    ["stdin", { stdin: `login ${token}\n` }],
    ["environment.DB_PASSWORD", { environment: { DB_PASSWORD: password } }],
    ["sets.1.url", { sets: [{ url: "http://a" }, { url: `postgresql://erp:${password}@db/erp` }] }],
  ] as const) {
    it(`names ${path} and the way on, never the value`, () => {
      const [problem, ...others] = rule.resource(inputs("command:remote:Command", props));
      assert.deepEqual(others, []);
      assert.ok(problem!.startsWith(`${path}: `), problem);
      assert.match(problem!, /pulumi config set --secret/);
      assert.ok(!problem!.includes(token) && !problem!.includes(password));
    });
  }

  it("lets be what is secret, and what only looks like one", () => {
    const isSecret = (path: readonly string[]) => path[0] === "stdin";
    assert.deepEqual(rule.resource(inputs("command:remote:Command", { stdin: token }, { isSecret })), []);
    const harmless = {
      sha256: "0123456789abcdef".repeat(4),
      hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
      password: "${PASSWORD}",
    };
    assert.deepEqual(rule.resource(inputs("command:remote:Command", harmless)), []);
  });

  it("does not call inputs clean that it could not tell apart", () => {
    const unseen = rule.resource(inputs("command:remote:Command", { stdin: "x" }, { isSecret: undefined }));
    assert.match(unseen[0]!, /nothing could be checked; leave the policy secret-inputs at remediate/);
  });
});
