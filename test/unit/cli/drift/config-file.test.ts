import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chosenConfigFile, readConfigFile } from "../../../../cli/drift/config-file.ts";
import { projectFolder } from "../../../../cli/shared/project.ts";

describe("the configuration, read without Pulumi", () => {
  let folder: string;
  const { PULUMI_STACK } = process.env;
  const write = (...stacks: string[]) => {
    for (const stack of stacks) writeFileSync(join(folder, `Pulumi.${stack}.yaml`), "config: {}\n");
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "seisei-config-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: seisei\n");
    delete process.env.PULUMI_STACK;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    if (PULUMI_STACK !== undefined) process.env.PULUMI_STACK = PULUMI_STACK;
  });

  it("is the only one there is", () => {
    write("prod");
    assert.equal(chosenConfigFile(folder), "Pulumi.prod.yaml");
  });

  it("is that of PULUMI_STACK, with or without its organization", () => {
    write("prod", "test");
    for (const stack of ["test", "organization/seisei/test"]) {
      process.env.PULUMI_STACK = stack;
      assert.equal(chosenConfigFile(folder), "Pulumi.test.yaml");
    }
  });

  it("is asked for when there is a choice, and missed when there is none", () => {
    assert.throws(() => chosenConfigFile(folder), { name: "UserError", message: /got none; `pulumi stack init prod`/ });
    write("prod", "test");
    assert.throws(() => chosenConfigFile(folder), { name: "UserError", message: /name one: PULUMI_STACK=prod/ });
    process.env.PULUMI_STACK = "live";
    assert.throws(() => chosenConfigFile(folder), {
      name: "UserError",
      message: /PULUMI_STACK: expected .*, got live/,
    });
  });

  it("has what is said under seisei:, without the secrets and without other plugins' settings", () => {
    const text = "config:\n  aws:region: a\n  seisei:release: main1.0.0\n  seisei:secrets:\n    secure: xyz\n";
    writeFileSync(join(folder, "Pulumi.prod.yaml"), text);
    assert.deepEqual(readConfigFile(folder, "Pulumi.prod.yaml"), { release: "main1.0.0" });
  });

  it("is that of the project around the folder in which a command is typed", () => {
    mkdirSync(join(folder, "stacks/shop"), { recursive: true });
    assert.equal(projectFolder(join(folder, "stacks/shop")), folder);
    assert.equal(projectFolder(tmpdir()), `${process.cwd()}/`);
  });
});
