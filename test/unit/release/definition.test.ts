import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { parseDefinition } from "../../../release/definition.ts";

const read = (text: string) => {
  const problems: string[] = [];
  const { definition } = parseDefinition("stacks/web/stack.yaml", text, problems);
  return { definition, problems };
};

describe("stack.yaml", () => {
  it("needs a host and nothing else", () => {
    assert.deepEqual(read("host: app-1\n"), {
      definition: {
        host: "app-1",
        after: [],
        health: [],
        timeout: 120,
        secrets: [],
        addons: [],
        loaded: [],
        requires: {},
      },
      problems: [],
    });
  });

  const cases: [claim: string, text: string, problem: RegExp][] = [
    [
      "a key that it does not know, at its line",
      "host: a\ntimeout: 3\nhealthy: x\n",
      /^stacks\/web\/stack\.yaml:3: healthy: expected one of the keys host, after, .*got an unknown key/,
    ],
    [
      "no host",
      "timeout: 3\n",
      /^stacks\/web\/stack\.yaml:1: host: expected the host, got nothing; add a line such as `host: app-1`/,
    ],
    ["an empty file", "", /stack\.yaml: expected a mapping of keys to values, got null/],
    [
      "text in place of a list",
      "host: a\nafter: edge\n",
      /^stacks\/web\/stack\.yaml:2: after: expected a list, got "edge"; write it like `after: \["edge-traefik"\]`/,
    ],
    ["a time that is no number", "host: a\ntimeout: 2m\n", /:2: timeout: expected a whole number, got "2m"/],
    ["a time of nothing", "host: a\ntimeout: 0\n", /:2: timeout: expected a value that is >= 1, got 0/],
    [
      "an address that is none, at its own line",
      "host: a\nhealth:\n  - http://x/\n  - localhost:3000\n",
      /:4: health\.1: expected an address that begins with http:\/\/ or https:\/\/, got "localhost:3000"/,
    ],
    ["a secret's name with small letters", "host: a\nsecrets: [token]\n", /:2: secrets\.0: expected a variable's name/],
    ["an addons folder outside the stack", "host: a\naddons: [../x]\n", /:2: addons\.0: expected a folder inside/],
    [
      "a version without quotes, which YAML takes for a number",
      "host: a\nrequires: {docker: 24.0}\n",
      /:2: requires\.docker: expected text, got 24; write it like `requires\.docker: "24\.0"`/,
    ],
    [
      "a version that is none",
      "host: a\nrequires: {compose: v2}\n",
      /:2: requires\.compose: expected a version such as/,
    ],
    [
      "loaded configuration without a process",
      "host: a\nloaded:\n  - service: nginx\n    files: [conf.d]\n",
      /:3: process: expected the process, got nothing; add a line such as `process: "nginx: worker process"`/,
    ],
    [
      "loaded configuration outside the stack",
      "host: a\nloaded: [{service: n, process: n, files: [/etc/nginx]}]\n",
      /:2: loaded\.0\.files\.0: expected a path inside the stack's folder/,
    ],
    ["an entry twice", "host: a\nafter: [b, b]\n", /:2: after: expected each entry once, got "b" twice/],
    ["a key twice", "host: a\nhost: b\n", /:2: expected YAML, got a mistake: Map keys must be unique/],
    ["what is no YAML", "host: [\n", /^stacks\/web\/stack\.yaml:\d: expected YAML/],
  ];
  for (const [claim, text, problem] of cases) {
    it(`refuses ${claim}`, () => {
      const { definition, problems } = read(text);
      assert.equal(definition, undefined);
      assert.match(problems[0] ?? "no problem", problem);
    });
  }
});

describe("the schema of stack.yaml", () => {
  const schema = JSON.parse(readFileSync(new URL("../../../stacks/stack.schema.json", import.meta.url), "utf8"));
  const keys = Object.entries<Record<string, unknown>>(schema.properties);

  it("is a schema", () => {
    new Ajv({ strict: true }).compile(schema);
  });

  it("describes every key, with an example and a default, a duty or what is without it", () => {
    for (const [key, { title, description, examples, default: value }] of keys) {
      assert.ok(title && description && examples, key);
      const told = value !== undefined || schema.required.includes(key) || /Without it/.test(String(description));
      assert.ok(told, key);
    }
  });

  it("accepts its own examples", () => {
    const text = keys.map(([key, { examples }]) => `${key}: ${JSON.stringify((examples as unknown[])[0])}\n`).join("");
    assert.deepEqual(read(text).problems, []);
  });
});
