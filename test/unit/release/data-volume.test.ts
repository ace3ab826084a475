import assert from "node:assert/strict";
import { parseCompose } from "../../../release/compose.ts";
import { dataVolumeProblems, dockerVolumes } from "../../../release/data-volume.ts";
import { parseDefinition } from "../../../release/definition.ts";

const composeText = `
services:
  web:
    image: nginx:1.27
    volumes: ["./uploads:/uploads", "db:/db", "./conf:/conf:ro"]
volumes:
  db: {}
  named: {name: kept}
  other: {external: true}
`;

/** @param volume lines below `data.volume` */
function problemsOf(...volume: string[]) {
  const problems: string[] = [];
  const lines = ["host: app-1", "data:", "  volume:", ...volume.map((line) => `    ${line}`)].join("\n");
  const { definition, source } = parseDefinition("stacks/web/stack.yaml", lines, problems);
  assert.deepEqual(problems, []);
  const tracked = ["conf/site.conf"];
  const compose = parseCompose("stacks/web/docker-compose.yml", composeText, "web", tracked, problems);
  return dataVolumeProblems(definition!.data!.volume!, source, compose, tracked);
}

describe("data.volume of stack.yaml", () => {
  it("is a size or an id, and what is placed there", () => {
    assert.deepEqual(problemsOf("size: 20", "volumes: [db, named]", "folders: [uploads]"), []);
    assert.deepEqual(problemsOf("id: vol-0abcd1234ef567890", "folders: [uploads]"), []);
  });

  const wrong: [claim: string, lines: string[], problem: RegExp][] = [
    [
      "neither size nor id",
      ["volumes: [db]"],
      /^stacks\/web\/stack\.yaml:3: data\.volume: expected `size`.* got neither/,
    ],
    ["both", ["size: 2", "id: vol-0abcd1234ef567890", "volumes: [db]"], /got both/],
    ["nothing to place there", ["size: 2"], /expected `volumes` or `folders` .* got none/],
    [
      "a volume that is not declared",
      ["size: 2", "volumes: [cache]"],
      /:5: data\.volume\.volumes: .*\(db, named, other\), got cache/,
    ],
    ["a volume that is not Compose's own", ["size: 2", "volumes: [other]"], /got other with `external`/],
    [
      "a folder that nobody mounts",
      ["size: 2", "folders: [files]"],
      /a folder that a service mounts, `\.\/files:…`, got files/,
    ],
    ["a folder that git has", ["size: 2", "folders: [conf]"], /got conf, which has conf\/site\.conf/],
  ];
  for (const [claim, lines, problem] of wrong) {
    it(`refuses ${claim}`, () => {
      const problems = problemsOf(...lines);
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0]!, problem);
    });
  }

  it("is known to Docker by the stack's name, or by a name of its own", () => {
    const problems: string[] = [];
    const { source } = parseCompose("docker-compose.yml", composeText, "web", [], problems);
    assert.deepEqual(dockerVolumes(["db", "named"], source, "web"), { db: "web_db", named: "kept" });
  });
});
