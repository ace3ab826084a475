import assert from "node:assert/strict";
import { parseCompose } from "../../../release/compose.ts";
import { parseDefinition } from "../../../release/definition.ts";
import { secretUseProblems } from "../../../release/secret-uses.ts";

function problems(keys: string, secrets = "TOKEN", files: Record<string, string> = {}): string[] {
  const found: string[] = [];
  const text = `services:\n  web:\n    image: nginx:1.27\n${keys}\n`;
  const compose = parseCompose("stacks/web/docker-compose.yml", text, "web", [], found);
  const { definition, source } = parseDefinition("stacks/web/stack.yaml", `host: a\nsecrets: [${secrets}]\n`, found);
  assert.deepEqual(found, []);
  return secretUseProblems(definition!.secrets, source, compose.source, (path) => files[path]);
}

describe("a secret that stack.yaml names", () => {
  const uses: [claim: string, keys: string, files?: Record<string, string>][] = [
    ["in a text", "    environment: {URL: 'postgres://a:${TOKEN}@db'}"],
    ["without braces, after a dollar sign that stays", "    command: echo $$$TOKEN"],
    ["in a default", "    command: echo ${OTHER:-${TOKEN:?set it}}"],
    ["passed on by a list", "    environment: [TOKEN]"],
    ["passed on by a mapping", "    environment: {TOKEN: }"],
    ["with the whole of .env", "    env_file: [{path: ./.env}]"],
    ["in a file for variables", "    env_file: app.env", { "app.env": "URL=x${TOKEN}\n" }],
    ["in the mounted .env", "    volumes: ['./.env:/app/.env:ro']"],
    ["as Compose's own secret", "    secrets: [t]\nsecrets: {t: {environment: TOKEN}}"],
  ];
  for (const [claim, keys, files] of uses) {
    it(`is used ${claim}`, () => assert.deepEqual(problems(keys, "TOKEN", files), []));
  }

  const unused: [claim: string, keys: string][] = [
    ["an escaped dollar sign", "    command: echo $${TOKEN}"],
    ["another name that begins alike", "    command: echo ${TOKEN_FILE}"],
    ["a variable with a value of its own", "    environment: [TOKEN=x]"],
    ["another file of variables", "    env_file: app.env"],
  ];
  for (const [claim, keys] of unused) {
    it(`is not used by ${claim}`, () => {
      const [problem, ...more] = problems(keys);
      assert.match(problem!, /^stacks\/web\/stack\.yaml:2: secrets: expected a secret that a service .* got TOKEN;/);
      assert.deepEqual(more, []);
    });
  }

  it("has no name whose value on the host would win", () => {
    assert.match(
      problems("    command: echo $PATH", "PATH")[0]!,
      /got PATH, whose value on the host would win; rename it/,
    );
    assert.match(problems("    command: $DOCKER_HOST", "DOCKER_HOST")[0]!, /rename it/);
  });
});

describe("what a service takes of .env beside its configuration", () => {
  const mounts = (keys: string) => {
    const text = `services:\n  web:\n    image: nginx:1.27\n${keys}\n`;
    return parseCompose("docker-compose.yml", text, "web", [], []).services.get("web")!.mounts;
  };

  it("counts as a mount: a changed value restarts the service, which Compose would not", () => {
    assert.deepEqual(mounts("    secrets: [t]\nsecrets: {t: {environment: TOKEN}, u: {environment: OTHER}}"), [
      ".env/TOKEN",
    ]);
    assert.deepEqual(mounts("    configs: [{source: c}]\nconfigs: {c: {content: 'a ${A} $B'}}"), [".env/A", ".env/B"]);
    assert.deepEqual(mounts("    volumes: ['./.env:/app/.env:ro']"), [".env"]);
  });

  it("is nothing for a variable in its environment, which Compose sees", () => {
    assert.deepEqual(mounts("    environment: {A: '${TOKEN}'}"), []);
  });
});
