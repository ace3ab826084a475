import assert from "node:assert/strict";
import { chooseRollback, type Rollback } from "../../../../cli/rehearse/choose.ts";
import { watchedStacks } from "../../../../cli/rehearse/perform.ts";
import type { LabHost } from "../../../../test/lab/lab.ts";
import { type Files, lock, type Repository, removeRepositories, repository } from "../../release/repository.ts";

const stack = (name: string, command: string, definition = ""): Files => ({
  [`stacks/${name}/docker-compose.yml`]: `services: {web: {image: "nginx:1.27", restart: always, command: ${command}}}\n`,
  [`stacks/${name}/stack.yaml`]: `host: app-1\n${definition}`,
});
const health = (port: number) => `health: ["http://127.0.0.1:${port}/", "https://127.0.0.1/"]\n`;

describe("the rollback to rehearse", () => {
  let source: Repository;
  before(() => {
    source = repository()
      .release("main1.0.0", {
        "audit/locks/docker_images.lock.json": lock("nginx:1.27"),
        ...stack("edge", "a", health(80)),
        ...stack("shop", "a", `after: [edge]\n${health(81)}`),
        ...stack("blog", "a"),
      })
      .release("main1.0.1", { ...stack("shop", "b", `after: [edge]\n${health(81)}`), ...stack("api", "a") })
      .release("main1.0.2", stack("blog", "b", health(82)));
  });
  after(removeRepositories);

  const choose = (options: object, settings: object = { release: "main1.0.2" }) =>
    chooseRollback(source.folder, options, settings, "Pulumi.prod.yaml");
  const names = (stacks: Rollback["before"]) => stacks.map(({ name, release }) => `${name} ${release}`);
  const refused = (options: object, message: RegExp, settings?: object) =>
    assert.rejects(choose(options, settings), { name: "UserError", message });

  it("is of every stack, from the configured release with its pins", async () => {
    const pinned = { release: "main1.0.2", pins: { blog: "main1.0.1" } };
    const rollback = await choose({ tag: "main1.0.0" }, pinned);
    assert.deepEqual(names(rollback.before), [
      ...["api main1.0.2", "blog main1.0.1", "edge main1.0.2", "shop main1.0.2"],
    ]);
    assert.deepEqual(names(rollback.after), ["blog main1.0.1", "edge main1.0.0", "shop main1.0.0"]);
    assert.deepEqual(Object.keys(rollback.moved), ["shop"]);
    assert.equal(rollback.from.release, "main1.0.2");
    assert.equal(rollback.to.commit, source.git("rev-parse", "main1.0.0^{commit}").trim());
  });

  it("is of one stack beside those that it needs", async () => {
    const rollback = await choose({ tag: "main1.0.0", stack: "shop" });
    assert.deepEqual(names(rollback.before), ["edge main1.0.2", "shop main1.0.2"]);
    assert.deepEqual(names(rollback.after), ["edge main1.0.2", "shop main1.0.0"]);
  });

  it("is refused where nothing goes back, with the key to correct", async () => {
    await refused({}, /^TAG: expected the release to go back to/);
    await refused({ tag: "main1.0.2" }, /^TAG: expected a release before main1\.0\.2, .* got main1\.0\.2/);
    await refused({ tag: "main1.0.1", stack: "shop" }, /^main1\.0\.2 and main1\.0\.1: expected a stack that differs/);
    await refused({ tag: "main1.0.0", stack: "other" }, /^STACK: expected one of blog, edge, shop, got other/);
    await refused({ tag: "main1.0.0", data: true }, /^DATA=1: expected a stack/);
    await refused(
      { tag: "main1.0.0", stack: "shop", data: true },
      /^DATA=1: shop: stack\.yaml of main1\.0\.0 names no/,
    );
    await refused({ tag: "main1.0.0" }, /^Pulumi\.prod\.yaml: seisei:release: not set/, {});
  });

  it("is watched at the addresses that both releases ask, where a tunnel can ask them", async () => {
    const rollback = await choose({ tag: "main1.0.0" });
    const host = { name: "app-1" } as LabHost;
    const watched = watchedStacks(rollback, { hosts: new Map([["app-1", host]]) });
    assert.deepEqual(
      watched.map(({ name, addresses }) => [name, ...addresses]),
      [
        ["edge", "http://127.0.0.1:80/"],
        ["shop", "http://127.0.0.1:81/"],
      ],
    );
  });
});
