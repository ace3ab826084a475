import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { dataVolumeProblems, volumeChangeProblems } from "../../../components/data-volumes.ts";
import { emptyState } from "../../../components/deployed.ts";
import { parseSettings } from "../../../components/settings.ts";
import type { StackRelease, VolumeDefinition } from "../../../release/types.ts";

const volume: VolumeDefinition = { size: 2, type: "gp3", device: "/dev/sdf", volumes: ["db"], folders: [] };
const stack = (name: string, data: object = { volume }) =>
  ({
    name,
    definition: { host: "app-1", data },
    whereIs: (...key: unknown[]) => `stacks/${name}/stack.yaml:${key.length}`,
  }) as unknown as StackRelease;

function problemsOf(host: object, ...stacks: StackRelease[]) {
  const known = { address: "10.0.0.1", user: "ubuntu", hostKey: "ssh-ed25519 AAAA", root: "/opt/apps" };
  const hosts = { "app-1": { ...known, ...host } };
  return dataVolumeProblems(parseSettings({ release: "main1.0.0", hosts }, "Pulumi.none.yaml"), stacks);
}

const instance = { instance: "i-0abcd1234ef567890", zone: "ap-northeast-1a" };

describe("the volumes of stacks", () => {
  it("need the instance and the zone of their host", () => {
    assert.deepEqual(problemsOf(instance, stack("shop")), []);
    const [first, second] = problemsOf({}, stack("shop")) as [string, string];
    assert.match(
      first,
      /seisei:hosts\.app-1\.instance: not set, the volume at stacks\/shop\/stack\.yaml:2 requires it;/,
    );
    assert.match(second, /`pulumi config set --path 'hosts\.app-1\.zone' …`$/);
  });

  it("are no matter for a stack without one", () => {
    assert.deepEqual(problemsOf({}, stack("shop", { postgres: [] })), []);
  });

  it("have names of their own on a host", () => {
    const other = stack("blog", { volume: { ...volume, device: "/dev/sdg" } });
    assert.deepEqual(problemsOf(instance, stack("shop"), other), []);
    assert.match(
      problemsOf(instance, stack("shop"), stack("blog"))[0]!,
      /^stacks\/blog\/.*got \/dev\/sdf, as shop has/,
    );
  });

  it("stay where they are: no release leaves one behind, or wants another one, or another instance", () => {
    const known = { address: "10.0.0.1", user: "ubuntu", hostKey: "ssh-ed25519 AAAA", root: "/opt/apps" };
    const hosts = { "app-1": { ...known, ...instance } };
    const settings = parseSettings({ release: "main1.0.0", hosts }, "Pulumi.none.yaml");
    const present = { number: 1, volumeId: "vol-1", instanceId: instance.instance };
    const problems = (data: object | undefined, found: object = present) => {
      const release = { ...stack("shop", data), release: "main1.0.0" };
      if (!data) release.definition = { host: "app-1" } as never;
      const volumes = new Map([["shop", [{ ...present, ...found }]]]);
      return volumeChangeProblems(settings, [release], { ...emptyState, volumes }).join();
    };
    assert.equal(problems({ volume }), "");
    assert.equal(problems({ volume: { ...volume, size: undefined, id: "vol-1" } }), "");
    assert.equal(problems({}, { volumeId: undefined }), "");
    assert.match(
      problems({}),
      /data\.volume: expected a volume, got none in main1\.0\.0: shop keeps its data on vol-1/,
    );
    assert.match(problems(undefined), /expected a volume, got none/);
    assert.match(problems({ volume: { ...volume, id: "vol-9" } }), /data\.volume\.id: expected vol-1, .*, got vol-9/);
    assert.match(
      problems({ volume }, { instanceId: "i-2" }),
      /attached to i-2, and app-1 is i-0abc.*detach-volume --volume-id vol-1/,
    );
  });

  it("are what AWS's SDK is loaded for, and nothing else is", function () {
    this.timeout(30_000); // each starts a Node process
    const loaded = (file: string) => {
      const list = `await import(${JSON.stringify(file)}); console.log(Object.keys(Module._cache).join("\\n"))`;
      const text = `import { Module } from "node:module"; ${list}`;
      const flags = ["--import", "./components/lean-sdk.ts", "--input-type=module", "-e", text];
      const files = execFileSync("node", flags, { encoding: "utf8" }).split("\n");
      return files.filter((name) => name.includes("/@pulumi/aws/")).map((name) => name.split("/@pulumi/aws/")[1]!);
    };
    assert.deepEqual(loaded("./components/deploy.ts"), []);
    const own = ["ebs/volume.js", "ec2/volumeAttachment.js", "utilities.js"];
    assert.deepEqual(loaded("./components/data-volume.ts").sort(), own);
  });
});
