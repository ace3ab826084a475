import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { workTreeStacks } from "../../../../cli/docs/work-tree-stacks.ts";
import { rules } from "../../../../policies/pack/rules.ts";

describe("the policy pack", () => {
  const names = rules.map(({ name }) => name);

  it("has each rule of policies/rules/ once, by its file's name, and each has its test", () => {
    const files = (folder: string, end: string) => readdirSync(folder).map((file) => file.replace(end, ""));
    assert.deepEqual([...names].sort(), files("policies/rules", ".ts").sort());
    assert.deepEqual([...names].sort(), files("test/unit/policies/rules", ".test.ts").sort());
  });

  it("says of each rule what it checks and where it comes from", () => {
    for (const { name, description, source } of rules) {
      assert.match(description, /^Checks that .*\.$/, name);
      assert.ok(source.length > 10, name);
    }
  });

  it("finds nothing in this project's own stacks", async () => {
    const stacks = await workTreeStacks(process.cwd());
    assert.ok(stacks.length > 0);
    const problems = rules.flatMap((rule) => ("stacks" in rule ? rule.stacks(stacks) : []));
    assert.deepEqual(problems, []);
  });

  it("takes exceptions on record only for rules that know them", () => {
    const schema = JSON.parse(readFileSync("stacks/stack.schema.json", "utf8"));
    const known = readdirSync("policies/rules").filter((file) =>
      readFileSync(`policies/rules/${file}`, "utf8").includes("isOnRecord("),
    );
    const listed: string[] = schema.properties.exceptions.items.properties.rule.enum;
    assert.deepEqual(listed.map((rule) => `${rule}.ts`).sort(), known.sort());
  });

  it("is described with every setting that a rule takes", () => {
    const document = readFileSync("docs/POLICIES.md", "utf8");
    for (const { name, settings = {} } of rules) {
      for (const setting of Object.keys(settings))
        assert.ok(document.includes(`| \`${name}\` | \`${setting}\` |`), name);
    }
  });
});
