import assert from "node:assert/strict";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { policiesOf } from "../../../../policies/pack/policies.ts";
import type { Desired, Rule } from "../../../../policies/pack/rule.ts";
import { UserError } from "../../../../release/errors.ts";
import { desiredOf } from "../../../support/desired.ts";
import { stacksOf } from "../../../support/stacks.ts";

const about = { level: "mandatory", description: "Checks that.", source: "here" } as const;
const release: Rule = {
  ...about,
  name: "of-the-release",
  settings: { word: { type: "string", description: "a word" } },
  release: ({ file }, { word }) => [`${file} ${word}`],
};

/** What a policy reports when it is asked with these arguments. */
async function reports(policy: unknown, args: object): Promise<string[]> {
  const said: string[] = [];
  const { validateResource, validateStack } = policy as ResourceValidationPolicy & StackValidationPolicy;
  const validate = (validateResource ?? validateStack) as (args: object, report: (text: string) => void) => unknown;
  await validate({ getConfig: () => ({ word: "config" }), ...args }, (text) => said.push(text));
  return said;
}

describe("the rules as Pulumi's policies", () => {
  it("judge the release where the root is registered, with the rule's settings", async () => {
    const [, policy] = policiesOf([release], ".", Promise.resolve(desiredOf()));
    const { validateResource } = policy as unknown as { validateResource: { __pulumiType: string } };
    assert.equal(validateResource.__pulumiType, "pulumi:pulumi:Stack");
    assert.deepEqual(await reports(policy, {}), ["Pulumi.prod.yaml config"]);
  });

  it("judge the stacks that should run", async () => {
    const stacks = stacksOf({
      "a/docker-compose.yml": "services: {web: {image: 'nginx:1'}}\n",
      "a/stack.yaml": "host: app-1\n",
    });
    const rule: Rule = { ...about, name: "of-stacks", stacks: (found) => found.map(({ name }) => name) };
    const [, policy] = policiesOf([rule], ".", Promise.resolve(desiredOf({ stacks })));
    assert.deepEqual(await reports(policy, {}), ["a"]);
  });

  it("say once that a release cannot be read, and never that it is good", async () => {
    const unreadable = Promise.reject<Desired>(new UserError("main9.0.0: expected a tag"));
    const [, first, second] = policiesOf([release, { ...release, name: "another" }], ".", unreadable);
    assert.deepEqual(await reports(first, {}), ["the release could not be read: main9.0.0: expected a tag"]);
    assert.deepEqual(await reports(second, {}), []);
  });

  it("report what could not be checked, and let a defect be one", async () => {
    const failing = (error: Error): Rule => ({ ...release, release: () => Promise.reject(error) });
    const policies = policiesOf(
      [failing(new UserError("git: no")), failing(new Error("defect"))],
      ".",
      Promise.resolve(desiredOf()),
    );
    assert.deepEqual(await reports(policies[1], {}), ["could not be checked: git: no"]);
    await assert.rejects(reports(policies[2], {}), /defect/);
  });

  it("tell a rule which component declares a resource", async () => {
    const seen: unknown[] = [];
    const rule: Rule = { ...about, name: "of-resources", resource: ({ component }) => [`${seen.push(component)}`] };
    const policies = policiesOf([rule], ".", Promise.resolve(desiredOf()));
    const resource = { type: "aws:ebs/volume:Volume", name: "shop-data", urn: "urn", props: {} };
    const parent = "urn:pulumi:prod::seisei::a:b:Outer$seisei:index:DataVolume::shop-data";
    for (const opts of [{ protect: false, parent }, { protect: false }]) {
      await reports(policies.at(-1), { ...resource, opts });
    }
    assert.deepEqual(seen, ["seisei:index:DataVolume", undefined]);
  });

  it("give a history the root's outputs", async () => {
    const history: Rule = {
      ...about,
      name: "of-history",
      history: async ({ commits }, folder) => [`${folder} ${commits}`],
    };
    const [, policy] = policiesOf([history], "folder", Promise.resolve(desiredOf()));
    const resources = [
      { type: "other", props: {} },
      { type: "pulumi:pulumi:Stack", props: { commits: "c" } },
    ];
    assert.deepEqual(await reports(policy, { resources }), ["folder c"]);
  });
});
