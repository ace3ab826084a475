import assert from "node:assert/strict";
import { serviceChanges } from "../../cli/plan/service-changes.ts";
import type { StackRelease } from "../../release/types.ts";
import { shop } from "../lab/apply-fixture.ts";
import { ApplyRun, type TestRelease } from "../lab/apply-run.ts";
import { labUp } from "../lab/lab.ts";
import { stacksOf } from "../support/stacks.ts";

const compose = "docker-compose.yml";
const first = shop({ files: { "README.md": "a\n", "web.env": "A=1\n" } });
const web = "    restart: unless-stopped\n";

/** The release before with a text of its compose file replaced, the first time it stands there. */
const edit = ({ files }: TestRelease, from: string, to: string): TestRelease => {
  assert.ok(files[compose]!.includes(from), from);
  return { ...first, files: { ...files, [compose]: files[compose]!.replace(from, to) } };
};
const write = ({ files }: TestRelease, path: string, text: string): TestRelease => ({
  ...first,
  files: { ...files, [path]: text },
});

/** Each changes the release before it. */
const steps: [title: string, change: (release: TestRelease) => TestRelease][] = [
  ["another image", (r) => edit(r, "web:sha-1a1a1a1", "web:sha-2b2b2b2")],
  ["a label", (r) => edit(r, web, `${web}    labels: [a=1, b]\n`)],
  ["the same labels as a mapping", (r) => edit(r, "labels: [a=1, b]", 'labels: {a: 1, b: ""}')],
  ["the environment as a list", (r) => edit(r, 'environment: {PORT: "3000"}', "environment: [PORT=3000]")],
  ["a mounted file", (r) => write(r, "config/settings.txt", "second\n")],
  ["a file that nobody mounts", (r) => write(r, "README.md", "b\n")],
  ["a comment", (r) => edit(r, "services:\n", "# all\nservices:\n")],
  ["an order of start", (r) => edit(r, "  queue:\n", "  queue:\n    depends_on: [web]\n")],
  ["an extension", (r) => edit(r, "  queue:\n", "  queue:\n    x-owner: shop\n")],
  ["an environment file", (r) => edit(r, "  queue:\n", "  queue:\n    env_file: [./web.env]\n")],
  ["what is in the environment file", (r) => write(r, "web.env", "A=2\n")],
];

const stackOf = ({ files }: TestRelease): StackRelease => {
  const named = Object.entries(files).map(([path, text]) => [`shop/${path}`, text]);
  return stacksOf({ ...Object.fromEntries(named), "shop/stack.yaml": "host: app-1\n" })[0]!;
};

describe("make plan", () => {
  it("names the services that the host then starts again, and no other", async () => {
    const runs = new ApplyRun((await labUp()).hosts[0]!);
    await runs.host.reset();
    const apply = async (release: TestRelease) => {
      const { code, stdout, stderr } = await runs.apply("shop", release);
      assert.equal(code, 0, stdout + stderr);
      return [...(stdout + stderr).matchAll(/^shop: starting (\S+):/gm)].map(([, service]) => service!).sort();
    };
    assert.deepEqual(await apply(first), ["queue", "web"]);
    let before = first;
    const [planned, started]: Record<string, string[]>[] = [{}, {}];
    for (const [title, change] of steps) {
      const after = change(before);
      const touched = [...new Set([...Object.keys(before.files), ...Object.keys(after.files)])].filter(
        (path) => before.files[path] !== after.files[path],
      );
      planned![title] = serviceChanges(stackOf(before), stackOf(after), touched).map(({ service }) => service);
      started![title] = await apply(after);
      before = after;
    }
    assert.deepEqual(planned, started);
    assert.ok(Object.values(started!).some((services) => services.length > 0));
    await runs.host.reset();
  }).timeout(300_000);
});
