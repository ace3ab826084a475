import assert from "node:assert/strict";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { webStack } from "../lab/fixture-stacks.ts";
import { dockerHost } from "../lab/host-facts.ts";
import { type Lab, type LabHost, labUp } from "../lab/lab.ts";
import { type Finished, run } from "../lab/process.ts";
import { Workspace } from "../lab/workspace.ts";

const canary = ["Xq7", "vR2pLm9", "Zt4w"].join("");

/** The stack `shop` with more lines for its service. */
function shop(lines = "", version = "sha-1a1a1a1"): Record<string, string> {
  const files = webStack("shop", { port: 3101, version, definition: "secrets: [TOKEN]\n" });
  const compose = "stacks/shop/docker-compose.yml";
  const environment = "    environment:\n      TOKEN: ${TOKEN}\n";
  return { ...files, [compose]: files[compose]!.replace("    volumes:", `${environment}${lines}    volumes:`) };
}

/** Registers one secret rightly and one in plain text. */
const leaking = `import * as pulumi from "@pulumi/pulumi";
class Thing extends pulumi.ComponentResource {
  constructor(name, args) { super("seisei:index:Thing", name, args); }
}
export default async () => {
  new Thing("right", { database: { password: pulumi.secret(process.env.CANARY) } });
  new Thing("wrong", { database: { password: process.env.CANARY } });
};
`;

describe("policies: what must not be deployed is refused, and nothing changes", () => {
  let lab: Lab;
  let host: LabHost;
  let workspace: Workspace;
  const printed: string[] = [];

  const pulumi = async (...args: string[]): Promise<Finished> => {
    const done = await workspace.tryPulumi([...args, "--policy-pack", "policies"], {
      check: false,
      env: { CANARY: canary },
    });
    printed.push(done.stdout, done.stderr);
    return done;
  };
  /** The project's own command, which always has the pack. */
  const own = async (...args: string[]): Promise<Finished> => {
    const env = {
      PULUMI_BACKEND_URL: `file://${workspace.folder}/state`,
      ...{ PULUMI_CONFIG_PASSPHRASE: "workspace", PULUMI_STACK: "lab" },
    };
    const done = await run("node", ["cli/main.ts", ...args], { cwd: workspace.folder, env, check: false });
    printed.push(done.stdout, done.stderr);
    return done;
  };
  const refused = async (...args: string[]): Promise<Finished> => {
    const done = await own(...args);
    assert.equal(done.code, 5, done.stdout + done.stderr);
    return done;
  };
  const ask = (tag: string) => workspace.pulumi("config", "set", "release", tag);

  before(async () => {
    lab = await labUp();
    host = lab.hosts[0]!;
    await host.reset();
    workspace = await Workspace.create(lab, [host]);
    workspace.write(shop());
    await workspace.release("main1.0.0");
    workspace.write(shop("    privileged: true\n", "sha-2b2b2b2"));
    await workspace.release("main1.0.1");
    await workspace.secret("shop", "TOKEN", canary);
  });

  after(() => workspace?.remove());

  it("lets a clean release pass, with advice on what is advisory", async () => {
    await ask("main1.0.0");
    const { code, stdout } = await own("up", "--yes");
    assert.equal(code, 0, stdout);
    assert.match(
      stdout,
      /\[advisory\] +memory-limit-present[\s\S]*stacks\/shop\/docker-compose\.yml:\d+: services\.web: /,
    );
    assert.doesNotMatch(stdout, /\[mandatory\]/);
  });

  it("refuses a privileged container in a preview and in an update, with the rule and the way on", async () => {
    await ask("main1.0.1");
    const before = await dockerHost(host);
    const plain = await pulumi("preview");
    assert.notEqual(plain.code, 0, plain.stdout);
    for (const { stdout } of [plain, await refused("preview"), await refused("up", "--yes", "--skip-preview")]) {
      assert.match(
        stdout,
        /\[mandatory\] +no-privileged-containers[\s\S]*docker-compose\.yml:\d+: services\.web\.privileged: /,
      );
      assert.match(stdout, /exceptions: \[\{rule: no-privileged-containers, service: web, reason: …\}\]/);
    }
    assert.equal(await dockerHost(host), before, "something changed on the host");
  });

  it("lets it pass where the configuration makes the rule advisory", async () => {
    const config = join(workspace.folder, "state", "policies.json");
    writeFileSync(config, JSON.stringify({ "no-privileged-containers": "advisory" }));
    const { code, stdout } = await pulumi("preview", "--policy-pack-config", config);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /\[advisory\] +no-privileged-containers/);
  });

  it("closes updates in a freeze, not previews, and opens them in an emergency", async () => {
    await ask("main1.0.0");
    const always = { from: "2000-01-01T00:00", to: "9999-01-01T00:00", reason: "for this story" };
    for (const [key, value] of Object.entries(always)) {
      await workspace.pulumi("config", "set", "--path", `freeze[0].${key}`, value);
    }
    assert.equal((await pulumi("preview")).code, 0, printed.at(-2));
    const { stdout } = await refused("up", "--yes", "--skip-preview");
    assert.match(stdout, /\[mandatory\] +freeze-windows[\s\S]*for this story/);
    await workspace.pulumi("config", "set", "--path", "emergency.reason", "the shop is down");
    await workspace.pulumi("config", "set", "--path", "emergency.until", "9999-01-01T00:00Z");
    assert.equal((await pulumi("up", "--yes", "--skip-preview")).code, 0, printed.at(-2));
  });

  it("finds that a tag which was deployed is gone, though another one is asked for", async () => {
    workspace.write(shop("    mem_limit: 64m\n"));
    await workspace.release("main1.0.2");
    await ask("main1.0.2");
    const id = (await workspace.git("rev-parse", "main1.0.0")).stdout.trim();
    await workspace.git("tag", "-d", "main1.0.0");
    const { code, stdout } = await pulumi("preview");
    await workspace.git("update-ref", "refs/tags/main1.0.0", id);
    assert.notEqual(code, 0, stdout);
    assert.match(stdout, /\[mandatory\] +deployed-tags-unmoved[\s\S]*main1\.0\.0: expected [0-9a-f]{40}.*no such tag/);
    assert.doesNotMatch(stdout, /memory-limit-present/, "the limit is there");
  });

  it("finds an input in plain text and not the one that is secret", async () => {
    const program = join(workspace.folder, "index.ts");
    rmSync(program);
    writeFileSync(program, leaking);
    const { code, stdout } = await pulumi("preview", "--diff");
    rmSync(program);
    symlinkSync(fileURLToPath(new URL("../../index.ts", import.meta.url)), program);
    assert.notEqual(code, 0, stdout);
    const [found, ...others] = [
      ...stdout.matchAll(/\[mandatory\] +no-plain-text-secrets +\((.*)\)[\s\S]*?\n *(database.*)/g),
    ];
    assert.deepEqual(others, []);
    assert.match(found![1]!, /wrong/);
    assert.match(found![2]!, /^database\.password: assigned-password: expected a secret input/);
    printed.splice(-2); // Pulumi itself shows that one: it is not secret to it
    assert.doesNotMatch(found![0], new RegExp(canary));
  });

  it("never shows the value of a secret", () => {
    assert.ok(printed.length > 10);
    assert.doesNotMatch(printed.join("\n"), new RegExp(canary));
  });
});
