import assert from "node:assert/strict";
import { parseCompose } from "../../../release/compose.ts";
import { dataProblems, defaultSnapshots, isDumped } from "../../../release/data.ts";
import { parseDefinition } from "../../../release/definition.ts";

const compose = parseCompose(
  "docker-compose.yml",
  "services:\n  db: {image: 'postgres:15', restart: always}\n  once: {image: 'postgres:15'}\n",
  "shop",
  ["docker-compose.yml"],
  [],
)!;
/** @param lines below `data` */
function problems(...lines: string[]) {
  const found: string[] = [];
  const text = ["host: app-1", "data:", ...lines.map((line) => `  ${line}`)].join("\n");
  const { definition, source } = parseDefinition("stacks/shop/stack.yaml", text, found);
  return [...found, ...(definition ? dataProblems(definition.data!, source, compose) : [])];
}

describe("data of a stack.yaml", () => {
  it("names services of the compose file that stay, each wrong one with its line", () => {
    assert.deepEqual(problems("postgres: [db]"), []);
    assert.deepEqual(problems("postgres: [db, bd]"), [
      "stacks/shop/stack.yaml:3: data.postgres: expected a service of docker-compose.yml (db, once), got bd; correct it",
    ]);
    assert.match(
      problems("postgres: [once]")[0]!,
      /:3: data\.postgres: expected a service that runs once and stays, got once/,
    );
  });

  it("gives a service that is not PostgreSQL the commands that dump and restore it", () => {
    const commands = ["    dump: cat /rows", "    restore: cat >/rows"];
    assert.deepEqual(problems("dumps:", "  - service: db", ...commands, "    check: grep -q ."), []);
    assert.deepEqual(problems("dumps:", "  - service: bd", ...commands), [
      "stacks/shop/stack.yaml:4: data.dumps.service: expected a service of docker-compose.yml (db, once), got bd; correct it",
    ]);
    assert.match(problems("dumps:", "  - service: once", ...commands)[0]!, /:4: .* runs once and stays, got once/);
    assert.match(
      problems("postgres: [db]", "dumps:", "  - service: db", ...commands)[0]!,
      /:5: data\.dumps\.service: expected each service once, in data\.postgres or in data\.dumps, got db again/,
    );
    assert.match(
      problems("dumps:", "  - service: db", "    dump: cat /rows")[0]!,
      /:4: restore: expected the command that restores, got nothing; add a line such as `restore: "find /,
    );
    assert.match(
      problems("dumps:", "  - service: db", ...commands, "    chek: x")[0]!,
      /:7: chek: expected one of the keys service, dump, restore, check/,
    );
    assert.match(
      problems("dumps:", "  - service: db", commands[1]!, '    dump: " "')[0]!,
      /:6: data\.dumps\.0\.dump: expected/,
    );
  });

  it("says how many snapshots are kept, where there is a volume to take them of", () => {
    const volume = ["volume: {size: 1, folders: [files]}"];
    assert.deepEqual(problems(...volume, "snapshots: {keep: 3}", "quiesce: {service: db, command: sync}"), []);
    assert.match(
      problems("snapshots: {keep: 3}")[0]!,
      /:3: data\.snapshots: expected beside `data\.volume`, which it is about, got no volume/,
    );
    assert.match(problems(...volume, "snapshots: {keep: 1}")[0]!, /:4: data\.snapshots\.keep: expected/);
    assert.match(
      problems(...volume, "quiesce: {service: bd, command: sync}")[0]!,
      /:4: data\.quiesce\.service: expected a service of docker-compose\.yml \(db, once\), got bd/,
    );
    assert.match(problems(...volume, "quiesce: {service: db}")[0]!, /:4: command: expected the command, got nothing/);
  });

  it("keeps as many snapshots as its schema says, where it says nothing itself", () => {
    const { definition } = parseDefinition("stack.yaml", "host: a\ndata: {snapshots: {}}", []);
    assert.deepEqual(definition!.data!.snapshots, defaultSnapshots);
  });

  it("tells whether anything is dumped", () => {
    const { definition } = parseDefinition("stack.yaml", "host: a\ndata: {postgres: [db]}", []);
    assert.ok(isDumped(definition!));
    assert.ok(!isDumped({}));
    assert.ok(!isDumped(parseDefinition("stack.yaml", "host: a\ndata: {}", []).definition!));
  });
});
