import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";

interface Statement {
  Action: string | string[];
  Resource: string | string[];
  Condition?: object;
}

const { Statement: statements }: { Statement: Statement[] } = JSON.parse(readFileSync("docs/iam-policy.json", "utf8"));
const actionsOf = ({ Action }: Statement) => (Array.isArray(Action) ? Action : [Action]);

/** The calls to EC2 that the plugin makes, by the names of their actions. */
function calls(): string[] {
  const folder = "test/lab/plugins/aws";
  const text = readdirSync(folder).map((file) => readFileSync(`${folder}/${file}`, "utf8"));
  const found = text.join("\n").matchAll(/\(await api\(\)\)\s*\.([a-zA-Z]+)\(/g);
  return [...new Set([...found].map(([, method]) => `ec2:${method![0]!.toUpperCase()}${method!.slice(1)}`))];
}

describe("the IAM policy", () => {
  const allowed = new Set(statements.flatMap(actionsOf));

  it("allows each call that is made for the program's resources, but the deletion of a volume", () => {
    const made = calls();
    assert.ok(made.length >= 10, made.join());
    assert.deepEqual(
      made.filter((action) => !allowed.has(action)),
      ["ec2:DeleteVolume"],
    );
  });

  it("allows no other call but two that only the official plugin makes", () => {
    const made = new Set(calls());
    assert.deepEqual(
      [...allowed].filter((action) => !made.has(action)),
      ["ec2:DescribeInstances", "ec2:DescribeVolumesModifications"],
    );
  });

  it("allows everywhere what reads, and what changes something only where a tag says that it may", () => {
    for (const statement of statements) {
      const reads = actionsOf(statement).every((action) => action.startsWith("ec2:Describe"));
      assert.equal(statement.Condition === undefined, reads, actionsOf(statement).join());
      assert.equal(statement.Resource === "*", reads);
    }
  });
});
