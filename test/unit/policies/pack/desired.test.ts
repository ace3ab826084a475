import assert from "node:assert/strict";
import { readDesired } from "../../../../policies/pack/desired.ts";
import { UserError } from "../../../../release/errors.ts";
import { removeRepositories, repository, WEB } from "../../release/repository.ts";

const other = Object.fromEntries(
  Object.entries(WEB)
    .filter(([path]) => path.startsWith("stacks/web/"))
    .map(([path, file]) => [path.replace("/web/", "/other/"), file]),
);
const read = (folder: string, config: Record<string, string>, dryRun = "false") =>
  readDesired(folder, { PULUMI_STACK: "prod", PULUMI_DRY_RUN: dryRun, PULUMI_CONFIG: JSON.stringify(config) });

describe("what the configuration asks for", () => {
  after(removeRepositories);

  it("is each stack in its own release, from the tags and not from the work tree", async () => {
    const made = repository()
      .release("main1.0.0", { ...WEB, ...other })
      .release("main1.0.1");
    made.write({ "stacks/web/docker-compose.yml": "not yaml: [" });
    const config = { "seisei:release": "main1.0.1", "seisei:pins": '{"other":"main1.0.0"}', "seisei:freeze": "[1]" };
    const desired = await read(made.folder, config);
    assert.equal(desired.file, "Pulumi.prod.yaml");
    assert.deepEqual(
      desired.stacks.map(({ name, release }) => `${name} ${release}`),
      ["other main1.0.0", "web main1.0.1"],
    );
    assert.deepEqual(
      desired.releases.map(({ tag }) => tag),
      ["main1.0.1", "main1.0.0"],
    );
    assert.deepEqual([desired.freeze, desired.emergency, desired.update], [[1], undefined, true]);
    assert.equal((await read(made.folder, config, "true")).update, false);
  });

  it("is not known without a release, or with one that git has not", async () => {
    const made = repository().release("main1.0.0", WEB);
    await assert.rejects(read(made.folder, {}), /Pulumi\.prod\.yaml: seisei:release: not set/);
    await assert.rejects(read(made.folder, { "seisei:release": "main9.0.0" }), UserError);
  });
});
