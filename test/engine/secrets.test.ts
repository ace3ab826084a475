import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { webStack } from "../lab/fixture-stacks.ts";
import { containerIds } from "../lab/host-facts.ts";
import { type Lab, type LabHost, labUp } from "../lab/lab.ts";
import { Workspace } from "../lab/workspace.ts";

const canary = "canary-5f0c'7$e\\a1";

/** A stack with a secret that one of its two services uses, and both ways for it to go wrong. */
function stack(version = "sha-1a1a1a1"): Record<string, string> {
  const files = webStack("shop", { port: 3101, version, definition: "secrets: [TOKEN]\n" });
  const compose = "stacks/shop/docker-compose.yml";
  const service = files[compose]!.match(/ {2}web:\n(?: {4}.*\n)+/)![0];
  const quiet = service.replace("  web:", "  quiet:").replace(/ {4}ports:\n.*\n/, "");
  const secret = service.replace("    volumes:", "    environment:\n      TOKEN: ${TOKEN}\n    volumes:");
  return { ...files, [compose]: files[compose]!.replace(service, secret + quiet) };
}

function everyFile(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe("secrets: a value in the configuration reaches the container and nothing else", () => {
  let lab: Lab;
  let host: LabHost;
  let workspace: Workspace;
  const printed: string[] = [];
  const seen = async (args: string[]) => {
    const { code, stdout, stderr } = await workspace.tryPulumi(args, { check: false });
    printed.push(stdout, stderr);
    return code;
  };

  before(async () => {
    lab = await labUp();
    host = lab.hosts[0]!;
    await host.reset();
    workspace = await Workspace.create(lab, [host]);
    workspace.write(stack());
    await workspace.release("main1.0.0");
    workspace.write(stack("sha-dead0de"));
    await workspace.release("main1.0.1");
  });

  after(() => workspace?.remove());

  it("refuses a release whose secret is missing, and says how to set it", async () => {
    await workspace.pulumi("config", "set", "release", "main1.0.0");
    const { code, stdout } = await workspace.tryPulumi(["preview"], { check: false });
    assert.notEqual(code, 0);
    assert.match(stdout, /secrets\.shop\.TOKEN: missing.*pulumi config set --secret/);
  });

  it("delivers it exactly, in a file that only the deploy user reads", async () => {
    await workspace.secret("shop", "TOKEN", canary);
    assert.equal(await seen(["up", "--yes", "--diff"]), 0, printed.join("\n"));
    assert.equal((await host.run("docker exec shop-web-1 printenv TOKEN")).stdout, `${canary}\n`);
    assert.equal((await host.run("stat -c '%a %U' /opt/seisei-main/stacks/shop/.env")).stdout, "600 ubuntu\n");
  });

  it("tells that .env was changed on the host without telling what is in it, and writes it again", async () => {
    await host.run("echo TOKEN=other > /opt/seisei-main/stacks/shop/.env");
    assert.equal(await seen(["preview", "--diff", "--expect-no-changes"]), 7);
    assert.match(printed.join(""), /shop.*\.env/);
    assert.equal(await seen(["up", "--yes", "--skip-preview"]), 0);
    assert.equal((await host.run("docker exec shop-web-1 printenv TOKEN")).stdout, `${canary}\n`);
  });

  it("restarts only the service that uses a secret which changed", async () => {
    const before = await containerIds(host);
    await workspace.secret("shop", "TOKEN", `${canary}-rotated`);
    assert.equal(await seen(["up", "--yes", "--skip-preview"]), 0);
    const after = await containerIds(host);
    assert.equal(after["shop-quiet-1"], before["shop-quiet-1"]);
    assert.notEqual(after["shop-web-1"], before["shop-web-1"]);
  });

  it("keeps it out of a failing update", async () => {
    await workspace.pulumi("config", "set", "release", "main1.0.1");
    assert.notEqual(await seen(["up", "--yes", "--diff"]), 0);
  });

  it("is nowhere in what was printed, in the state, in an export, in local files, or in the host's other files", async () => {
    await seen(["stack", "export"]);
    await seen(["stack", "output", "--json"]);
    await seen(["preview", "--json"]);
    const texts = [
      ...printed,
      ...everyFile(join(workspace.folder, "state")).map((file) => readFileSync(file, "latin1")),
    ];
    texts.push(...everyFile(join(workspace.folder, ".seisei")).map((file) => readFileSync(file, "latin1")));
    assert.ok(texts.join("").length > 10_000, "there is something to search");
    for (const text of texts) assert.ok(!text.includes("canary-5f0c"), text.slice(0, 300));
    // Beside .env stand the copies that putting back and repairing need, in a folder only the deploy user enters.
    // Looked at twice: for the moment of a health check, Docker's runtime keeps a container's environment in /tmp.
    const search = "grep -rlZ canary-5f0c /opt/seisei-main /home/ubuntu /tmp /var/log 2>/dev/null";
    const again = "xargs -0r grep -l canary-5f0c 2>/dev/null";
    const found = await host.run(`${search} >/run/first; sleep 2; ${again} </run/first`, { check: false });
    const copies = /^\/opt\/seisei-main\/(stacks\/shop\/\.env|\.seisei\/shop\/(current|previous)\/env)$/;
    for (const file of found.stdout.trim().split("\n")) {
      assert.match(file, copies);
      assert.equal((await host.run(`stat -c '%a %U' ${file}`)).stdout, "600 ubuntu\n");
    }
    assert.equal((await host.run("stat -c '%a %U' /opt/seisei-main/.seisei/shop")).stdout, "700 ubuntu\n");
  });
});
