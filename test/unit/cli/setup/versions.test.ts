import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { atLeast, engineVersion, pluginVersions } from "../../../../cli/setup/versions.ts";

describe("versions of the toolchain", () => {
  it("compare by number, part by part", () => {
    assert.ok(atLeast("v3.229.0\n", "3.229.0"));
    assert.ok(atLeast("3.1000.0", "3.229.0"));
    assert.ok(atLeast("4.0.0", "3.229.9"));
    assert.ok(!atLeast("v3.99.9", "3.229.0"));
    assert.ok(!atLeast("2.300.0", "3.229.0"));
  });

  it("a text without a version is never new enough", () => {
    for (const text of ["", "unknown", "3.259"]) assert.ok(!atLeast(text, "0.0.0"), text);
  });

  it("the engine is the one that its go.mod requires", () => {
    assert.equal(engineVersion("require (\n\tgithub.com/pulumi/pulumi/pkg/v3 v3.260.1 // indirect\n)"), "3.260.1");
    assert.throws(() => engineVersion("module empty"), /requires no/);
  });

  it("the engine has the version of the SDK", () => {
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    assert.equal(engineVersion(), dependencies["@pulumi/pulumi"]);
  });

  it("the plugins are those of the Pulumi packages, the SDK itself is none", () => {
    const dependencies = { "@pulumi/pulumi": "3.0.0", "@pulumi/docker": "5.2.0", yaml: "2.0.0" };
    assert.deepEqual(pluginVersions(JSON.stringify({ dependencies })), [{ name: "docker", version: "5.2.0" }]);
  });
});
