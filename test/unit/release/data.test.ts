import assert from "node:assert/strict";
import { parseCompose } from "../../../release/compose.ts";
import { dataProblems } from "../../../release/data.ts";
import { parseYamlFile } from "../../../release/yaml-file.ts";

const compose = parseCompose(
  "docker-compose.yml",
  "services:\n  db: {image: 'postgres:15', restart: always}\n  once: {image: 'postgres:15'}\n",
  "shop",
  ["docker-compose.yml"],
  [],
)!;
const problems = (postgres: string[]) => {
  const source = parseYamlFile("stacks/shop/stack.yaml", `data:\n  postgres: [${postgres.join(", ")}]\n`, []);
  return dataProblems({ postgres, keep: 5 }, source, compose);
};

describe("data of a stack.yaml", () => {
  it("names services of the compose file that stay, each wrong one with its line", () => {
    assert.deepEqual(problems(["db"]), []);
    assert.deepEqual(problems(["db", "bd"]), [
      "stacks/shop/stack.yaml:2: data.postgres: expected a service of docker-compose.yml (db, once), got bd; correct it",
    ]);
    assert.match(problems(["once"])[0]!, /:2: data\.postgres: expected a service that runs once and stays, got once/);
  });
});
