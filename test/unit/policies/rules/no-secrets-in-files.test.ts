import assert from "node:assert/strict";
import { noSecretsInFiles as rule } from "../../../../policies/rules/no-secrets-in-files.ts";
import { askedFor } from "../../../support/released.ts";
import { type Files, removeRepositories, repository, WEB } from "../../release/repository.ts";

// Made when the test runs, so that no scanner takes this file for a leak.
const token = `ghp_${"aB3dE6".repeat(6)}`;
const leak = { "stacks/web/conf/app.ini": `mode = fast\nkey = ${token}\n` };
const allowed = (expires: string) => ({
  "policies/secrets.allow.yaml": `- {path: stacks/web/conf/*, rule: github, reason: a story's token, expires: ${expires}}\n`,
});

/** What it says of a release that has these files. */
async function problems(files: Files): Promise<string[]> {
  const made = repository().release("main1.0.0", { ...WEB, ...files });
  return rule.release(await askedFor(made, "main1.0.0"), {});
}

describe(rule.name, () => {
  after(removeRepositories);

  it("finds a token in a file that is deployed, with its place and without it", async () => {
    const [problem, ...others] = await problems(leak);
    assert.deepEqual(others, []);
    assert.match(problem!, /^stacks\/web\/conf\/app\.ini:2:7: /);
    assert.ok(!problem!.includes(token));
  });

  it("lets stay what the release's own allow list names, until its last day", async () => {
    assert.deepEqual(await problems({ ...leak, ...allowed("2026-12-24") }), []);
    const [expired, found] = await problems({ ...leak, ...allowed("2026-12-23") });
    assert.match(expired!, /^policies\/secrets\.allow\.yaml:1: expires: it was allowed until 2026-12-23/);
    assert.match(found!, /app\.ini:2:7: /);
  });

  it("finds nothing in files without one", async () => assert.deepEqual(await problems({}), []));
});
