import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

interface Ruleset {
  name: string;
  target: "branch" | "tag";
  enforcement: string;
  bypass_actors: { actor_id: number; actor_type: string; bypass_mode: string }[];
  conditions: { ref_name: { include: string[]; exclude: string[] } };
  rules: { type: string; parameters?: Record<string, unknown> }[];
}

const folder = ".github/rulesets";
const files = readdirSync(folder).sort();
const read = (file: string): Ruleset => JSON.parse(readFileSync(join(folder, file), "utf8"));
const types = (file: string) => read(file).rules.map(({ type }) => type);
const parameters = (file: string, type: string) => read(file).rules.find((rule) => rule.type === type)?.parameters;

/** Of each rule, the parameters that GitHub requires: https://docs.github.com/rest/repos/rules */
const known: Record<string, string[]> = {
  ...{ creation: [], update: [], deletion: [], non_fast_forward: [] },
  pull_request: [
    "allowed_merge_methods",
    "dismiss_stale_reviews_on_push",
    "require_code_owner_review",
    "require_last_push_approval",
    "required_approving_review_count",
    "required_review_thread_resolution",
  ],
  required_status_checks: [
    "do_not_enforce_on_create",
    "required_status_checks",
    "strict_required_status_checks_policy",
  ],
};

describe("the rulesets", () => {
  for (const file of files) {
    it(`${file} has the form that GitHub imports`, () => {
      const ruleset = read(file);
      const keys = ["bypass_actors", "conditions", "enforcement", "name", "rules", "target"];
      assert.deepEqual(Object.keys(ruleset).sort(), keys);
      assert.equal(ruleset.enforcement, "active");
      const prefix = { branch: "refs/heads/", tag: "refs/tags/" }[ruleset.target];
      for (const ref of ruleset.conditions.ref_name.include) assert.ok(ref.startsWith(prefix), ref);
      assert.deepEqual(ruleset.conditions.ref_name.exclude, []);
      for (const { type, parameters = {} } of ruleset.rules) {
        assert.deepEqual(Object.keys(parameters).sort(), known[type], type);
      }
    });
  }

  it("let nobody move or delete a release's tag", () => {
    const { conditions, bypass_actors } = read("release-tags.json");
    assert.deepEqual(conditions.ref_name.include, ["refs/tags/main*"]);
    assert.deepEqual(bypass_actors, []);
    assert.deepEqual(types("release-tags.json"), ["deletion", "update", "non_fast_forward"]);
  });

  it("let nobody push to main, and keep hotfixes among its ancestors", () => {
    assert.deepEqual(read("main.json").bypass_actors, []);
    assert.deepEqual(types("main.json"), ["deletion", "non_fast_forward", "pull_request", "required_status_checks"]);
    assert.deepEqual(parameters("main.json", "pull_request")!.allowed_merge_methods, ["merge"]);
  });

  it("require checks that are jobs of a pull request's workflow", () => {
    const jobs = readdirSync(".github/workflows")
      .map((file) => parse(readFileSync(join(".github/workflows", file), "utf8")))
      .filter((workflow) => "pull_request" in workflow.on)
      .flatMap((workflow) => Object.keys(workflow.jobs));
    const required = files.flatMap((file) => {
      const { required_status_checks = [] } = parameters(file, "required_status_checks") ?? {};
      return (required_status_checks as { context: string }[]).map(({ context }) => context);
    });
    assert.deepEqual([...new Set(required)].sort(), ["check", "preview"]);
    for (const name of required) assert.ok(jobs.includes(name), name);
  });

  it("are all in docs/BRANCH_PROTECTION.md, and no other", () => {
    const table = readFileSync("docs/BRANCH_PROTECTION.md", "utf8").matchAll(/^\| `([\w-]+\.json)` \|/gm);
    assert.deepEqual([...table].map(([, file]) => file).sort(), files);
  });
});
