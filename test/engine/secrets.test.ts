import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { webStack } from "../lab/fixture-stacks.ts";
import { type Lab, type LabHost, labUp } from "../lab/lab.ts";
import { run } from "../lab/process.ts";
import { ProcessList } from "../lab/process-list.ts";
import { Workspace } from "../lab/workspace.ts";

const mark = "canary-5f0c";
const canary = ` ${mark}'7$e\\a1 "q" #x \${HOME} $(id) \`id\` %s\n\tline 2: ${mark} = é日本 \\n ✓\r\n# ${mark} `;
const other = `${mark}-other`;

const image =
  "image: ghcr.io/seisei/web:sha-1a1a1a1\n    restart: unless-stopped\n    stop_grace_period: 1s\n    healthcheck: {test: [CMD, curl, -fsS, -o, /dev/null, 'http://127.0.0.1:3000/health'], interval: 1s, start_period: 5s}";

/** One service for each way to use a secret, and one that uses none. */
const services = `
  filed:
    ${image}
    env_file: .env
  kept:
    ${image}
    secrets: [other]
  quiet:
    ${image}
secrets:
  other: {environment: OTHER}
networks:
  edge:`;

/** @param changed a line of the compose file, and what stands there instead */
function stack(changed: [string, string] = ["", ""]): Record<string, string> {
  const files = webStack("shop", { port: 3101, definition: "secrets: [TOKEN, OTHER]\n", settings: "stands-in-git\n" });
  const compose = "stacks/shop/docker-compose.yml";
  const text = files[compose]!.replace("    ports:", '    environment: {TOKEN: "${TOKEN}"}\n    ports:');
  return { ...files, [compose]: text.replace("\nnetworks:\n  edge:", services).replace(...changed) };
}

function everyFile(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function content(file: string): string {
  const bytes = readFileSync(file);
  return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("latin1");
}

describe("secrets: a value in the configuration reaches the container and nothing else", () => {
  let lab: Lab;
  let host: LabHost;
  let workspace: Workspace;
  const printed: string[] = [];
  const processes: string[] = [];
  const keep = ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => {
    printed.push(stdout, stderr);
    return { code, text: stdout + stderr };
  };
  const seen = async (...args: string[]) => keep(await workspace.tryPulumi(args, { check: false }));
  const update = async (...options: string[]) => {
    const list = new ProcessList();
    const { code, text } = await seen("up", "--yes", ...options);
    processes.push(...list.stop());
    return { code, text };
  };
  const value = async (service: string, command: string) =>
    (await host.run(`docker exec shop-${service}-1 ${command}`)).stdout;
  /** Container → id and start. */
  const starts = async () => {
    const names = ["web", "filed", "kept", "quiet"].map((service) => `shop-${service}-1`).join(" ");
    const { stdout } = await host.run(`docker inspect --format '{{.Name}} {{.Id}} {{.State.StartedAt}}' ${names}`);
    return stdout.trim().split("\n");
  };
  /** Services whose container is another one, or was started again, after an update. */
  const restartedBy = async (...options: string[]) => {
    const before = await starts();
    const { code, text } = await update("--skip-preview", ...options);
    assert.equal(code, 0, text.slice(-3000));
    const after = await starts();
    return after.filter((line) => !before.includes(line)).map((line) => /^\/shop-(\w+)/.exec(line)![1]);
  };

  before(async () => {
    lab = await labUp();
    host = lab.hosts[0]!;
    await host.reset();
    workspace = await Workspace.create(lab, [host]);
    workspace.write(stack());
    await workspace.release("main1.0.0");
    workspace.write(
      stack(["    environment:", '    entrypoint: [sh, -c, "printenv TOKEN; exit 1"]\n    environment:']),
    );
    await workspace.release("main1.0.1");
    // `make lock` refuses an image that the registry has not.
    const nowhere = stack(["web:sha-1a1a1a1", `web:sha-1a1a1a1@sha256:${"0".repeat(64)}`]);
    workspace.write({ ...nowhere, "audit/locks/compose_sha256.lock.txt": undefined });
    await workspace.git("commit", "-q", "-a", "-m", "Release main1.0.2");
    await workspace.git("tag", "-a", "main1.0.2", "-m", "Release main1.0.2");
    await workspace.pulumi("config", "set", "release", "main1.0.0");
  });

  after(() => workspace?.remove());

  it("refuses one that is missing, one that nothing uses and one that git has too, each with key, file and line", async () => {
    await workspace.secret("shop", "TOKEN", "stands-in-git");
    await workspace.secret("shop", "EXTRA", mark);
    const { code, text } = await seen("preview");
    assert.notEqual(code, 0);
    const at = String.raw`Pulumi\.lab\.yaml:\d+: seisei:secrets\.shop`;
    for (const problem of [
      `${at}\\.OTHER: missing, stacks/shop/stack\\.yaml:\\d+ requires it; .*--secret --path 'secrets\\.shop\\.OTHER'`,
      `${at}\\.EXTRA: not used by the release`,
      `${at}\\.TOKEN: its value stands in git too, at stacks/shop/config/settings\\.txt:1 of main1\\.0\\.0`,
    ])
      assert.match(text, new RegExp(problem));
    assert.doesNotMatch(text, /stands-in-git/);
    await workspace.pulumi("config", "rm", "--path", "secrets.shop.EXTRA");
  });

  it("delivers it exactly, whatever its characters, in a file that only the deploy user reads", async () => {
    await workspace.secret("shop", "TOKEN", canary);
    await workspace.secret("shop", "OTHER", other);
    const { code, text } = await update("--diff");
    assert.equal(code, 0, text);
    for (const service of ["web", "filed"])
      assert.equal(await value(service, "printenv TOKEN"), `${canary}\n`, service);
    assert.equal(await value("kept", "cat /run/secrets/other"), other);
    assert.equal((await host.run("stat -c '%a %U' /opt/seisei-main/stacks/shop/.env")).stdout, "600 ubuntu\n");
    assert.equal((await seen("preview", "--diff", "--expect-no-changes")).code, 0);
  });

  it("tells that .env was changed on the host without telling what is in it, and writes it again", async () => {
    await host.run("echo TOKEN=other > /opt/seisei-main/stacks/shop/.env");
    const { code, text } = await seen("preview", "--diff", "--expect-no-changes");
    assert.equal(code, 7);
    assert.match(text, /shop.*\.env/);
    assert.equal((await update("--skip-preview")).code, 0);
    assert.equal(await value("web", "printenv TOKEN"), `${canary}\n`);
  });

  it("restarts only the services that use a secret which changed, however they take it", async () => {
    await workspace.secret("shop", "OTHER", `${other}-rotated`);
    assert.deepEqual(await restartedBy(), ["filed", "kept"]);
    assert.equal(await value("kept", "cat /run/secrets/other"), `${other}-rotated`);
    await workspace.secret("shop", "TOKEN", `${canary}rotated`);
    assert.deepEqual(await restartedBy("--logtostderr", "-v=8"), ["web", "filed"]);
  });

  it("keeps it out of a failing update: a program that prints it and ends, an image that is nowhere, a full disk", async () => {
    await workspace.pulumi("config", "set", "release", "main1.0.1");
    const dying = await update("--diff");
    assert.notEqual(dying.code, 0);
    assert.match(dying.text, /last lines of shop-web-1:.*\[secret\]/s);
    await workspace.pulumi("config", "set", "release", "main1.0.2");
    assert.notEqual((await update("--skip-preview")).code, 0);
    await workspace.pulumi("config", "set", "release", "main1.0.1");
    await host.run("mount -t tmpfs -o size=1m tmpfs /opt/seisei-main/.seisei && chown ubuntu /opt/seisei-main/.seisei");
    try {
      const { code, text } = await update("--skip-preview");
      assert.notEqual(code, 0);
      assert.match(text, /free|space/);
    } finally {
      await host.run("umount /opt/seisei-main/.seisei");
    }
  });

  it("is nowhere in what was printed, in the state, in exports and audits, in local files, or in a process's arguments", async () => {
    for (const args of [
      ["stack", "export"],
      ["stack", "output", "--json"],
      ["preview", "--json"],
    ])
      await seen(...args);
    const env = {
      ...{ PULUMI_BACKEND_URL: `file://${workspace.folder}/state`, PULUMI_CONFIG_PASSPHRASE: "workspace" },
      PULUMI_STACK: "lab",
    };
    for (const command of ["export-runtime", "audit", "drift-check --all", "release --tag main1.0.0"]) {
      const args = ["cli/main.ts", ...command.split(" ")];
      const { code } = keep(await run("node", args, { cwd: workspace.folder, check: false, env }));
      assert.ok(code < 2, `${command}: ${printed.at(-1)}`);
    }
    const files = everyFile(workspace.folder);
    for (const part of ["state/", ".seisei/bundles/", "audit/runtime/", ".git/", "sanitized.tar.gz"])
      assert.ok(
        files.some((file) => file.includes(part)),
        part,
      );
    for (const part of ["shop.apply shop", "pulumi"])
      assert.ok(
        processes.some((line) => line.includes(part)),
        part,
      );
    const texts = [...printed, ...processes, ...files.map(content)];
    for (const text of texts) {
      const at = text.indexOf(mark);
      assert.ok(at < 0, text.slice(Math.max(0, at - 300), at));
    }
  });

  it("is in no file of the host but .env and the copies that putting back needs", async () => {
    // The copies stand in a folder only the deploy user enters.
    // Looked at twice: for the moment of a health check, Docker's runtime keeps a container's environment in /tmp.
    const search = `grep -rlZ ${mark} /opt/seisei-main /home/ubuntu /tmp /var/log 2>/dev/null`;
    const again = `xargs -0r grep -l ${mark} 2>/dev/null`;
    const found = await host.run(`${search} >/run/first; sleep 2; ${again} </run/first`, { check: false });
    const copies = /^\/opt\/seisei-main\/(stacks\/shop\/\.env|\.seisei\/shop\/(current|previous)\/env)$/;
    for (const file of found.stdout.trim().split("\n")) {
      assert.match(file, copies);
      assert.equal((await host.run(`stat -c '%a %U' ${file}`)).stdout, "600 ubuntu\n");
    }
    assert.equal((await host.run("stat -c '%a %U' /opt/seisei-main/.seisei/shop")).stdout, "700 ubuntu\n");
  });
});
