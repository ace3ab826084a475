import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { checkLocks } from "../../../../cli/drift/locks.ts";
import { formatHashLock } from "../../../../release/locks.ts";
import { DIGEST, lock, removeRepositories, repository, WEB } from "../../release/repository.ts";

const compose = WEB["stacks/web/docker-compose.yml"] as string;
const path = "stacks/web/docker-compose.yml";
const composeLock = formatHashLock(new Map([[path, createHash("sha256").update(compose).digest("hex")]]));
const locked = { ...WEB, "audit/locks/compose_sha256.lock.txt": composeLock };

const check = async (files: Record<string, string>) => {
  const { result, notes } = await checkLocks(repository().write({ ...locked, ...files }).folder);
  const findings = result.places.flatMap((place) => place.findings);
  const passed = result.places.flatMap((place) =>
    place.passed.map(({ kind, count }) => `${place.stack} ${kind} ${count}`),
  );
  return { messages: findings.map(({ message }) => message), findings, passed, notes };
};

describe("the locks against the repository", () => {
  after(removeRepositories);

  it("pass when they say what the work tree has", async () => {
    const { messages, passed, notes } = await check({});
    assert.deepEqual([messages, passed, notes], [[], ["web image lock 1", "web compose lock 1"], []]);
  });

  it("fail for an image without an entry, with `make lock` as the way out", async () => {
    const { findings } = await check({ "audit/locks/docker_images.lock.json": lock() });
    assert.deepEqual(
      findings.map(({ message, command, stack }) => [message, command, stack]),
      [["nginx:1.27 is not in audit/locks/docker_images.lock.json", "make lock", "web"]],
    );
  });

  it("fail for a compose file that was changed after them", async () => {
    const { messages } = await check({ [path]: `${compose}    environment: {}\n` });
    assert.deepEqual(messages.length, 1);
    assert.match(
      messages[0]!,
      /^stacks\/web\/docker-compose\.yml is sha256:\w{12}…, audit\/locks\/compose_sha256\.lock\.txt has sha256:\w{12}…$/,
    );
  });

  it("fail for an image that is pinned to another digest in the compose file", async () => {
    const text = compose.replace("nginx:1.27", `nginx:1.27@sha256:${"b".repeat(64)}`);
    const { messages } = await check({ [path]: text });
    assert.match(messages.join("\n"), new RegExp(`nginx:1.27 is sha256:b{12}…, .* has ${DIGEST.slice(0, 19)}…`));
  });

  it("fail for a module that was changed, one that is new, and an entry of nothing", async () => {
    const hashes = formatHashLock(
      new Map([
        ["stacks/web/addons/old", "c".repeat(64)],
        ["stacks/web/addons/a", "d".repeat(64)],
      ]),
    );
    const { messages } = await check({
      "stacks/web/stack.yaml": "host: app-1\naddons: [addons]\n",
      "stacks/web/addons/a/__init__.py": "",
      "stacks/web/addons/b/__init__.py": "",
      "audit/locks/odoo_addons_modules.hash.txt": hashes,
    });
    assert.deepEqual(
      messages.map((message) => message.replace(/ (is|has) .*/, "")),
      ["stacks/web/addons/a", "stacks/web/addons/b", "audit/locks/odoo_addons_modules.hash.txt"],
    );
  });

  it("say what it means that there are none", async () => {
    const { "audit/locks/docker_images.lock.json": _none, ...files } = WEB;
    const { notes, result } = await checkLocks(repository().write(files).folder);
    assert.match(notes.join(), /audit\/locks is empty: nothing is pinned yet/);
    assert.equal(result.places.flatMap(({ findings }) => findings).length, 2);
  });

  it("are not judged while a stack cannot be read", () =>
    assert.rejects(check({ [path]: "services: [" }), { name: "UserError", message: /docker-compose\.yml:1/ }));
});
