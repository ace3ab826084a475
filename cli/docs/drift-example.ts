import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { webStack } from "../../test/lab/fixture-stacks.ts";
import type { Lab } from "../../test/lab/lab.ts";
import { run } from "../../test/lab/process.ts";
import { Workspace } from "../../test/lab/workspace.ts";
import { stable, withoutProgress } from "./stable.ts";

/** What is changed by hand: a sentence, and the shell command in `/opt/seisei-main` that does it. */
const changes: readonly [string, string][] = [
  ["a mounted file of `shop` is edited", "echo tampered >> stacks/shop/config/settings.txt"],
  ["a module of `shop` is edited", "echo tampered >> stacks/shop/addons/billing/__init__.py"],
  ["`.env` of `shop` is removed", "rm stacks/shop/.env"],
  ["the container of `blog` is stopped", "docker stop -t 0 blog-web-1"],
  ["`blog` gets a second Compose file", "echo 'services: {}' > stacks/blog/docker-compose.override.yml"],
  [
    "a container is started that no release has",
    "docker run -d --name stray --network none ghcr.io/seisei/web:sha-1a1a1a1",
  ],
  ["a folder is made beside the stacks", "mkdir stacks/old-shop"],
];

/**
 * Deploys two small stacks to the lab's first host, changes them by hand, and gives what the commands print before and
 * after, in Markdown, with what differs from run to run replaced. The host is reset before and afterwards.
 */
export async function driftExample(lab: Lab): Promise<string> {
  const host = lab.hosts[0]!;
  await host.reset();
  const workspace = await Workspace.create(lab, [host]);
  const { folder } = workspace;
  const check = (...args: string[]) =>
    run("node", ["cli/main.ts", "drift-check", ...args], { cwd: folder, env: { NO_COLOR: "1" }, check: false });
  const replaced = (text: string) => stable(text, folder, host);
  const local = async (expected: number) => {
    const { code, stdout, stderr } = await check("--local");
    return block("scripts/drift_check.sh --local", { code, expected }, replaced(stderr + stdout));
  };
  const server = async (expected: number) => {
    const address = ["--server", host.address, "--ssh-key", host.privateKeyFile, "--host-key", host.hostKey];
    const { code, stdout, stderr } = await check(...address);
    return block(
      "scripts/drift_check.sh --server 203.0.113.10 --ssh-key key.pem",
      { code, expected },
      replaced(stderr + stdout),
    );
  };
  const preview = async (expected: number) => {
    const args = ["preview", "--expect-no-changes", "--color", "never"];
    const { code, stdout, stderr } = await workspace.tryPulumi(args, { check: false });
    return block("pulumi preview --expect-no-changes", { code, expected }, replaced(withoutProgress(stdout) + stderr));
  };
  try {
    workspace.write({
      ...webStack("shop", { port: 3101, secrets: ["TOKEN"], definition: "addons:\n  - addons\n" }),
      "stacks/shop/addons/billing/__init__.py": "# billing\n",
      ...webStack("blog", { port: 3102 }),
    });
    await workspace.release("main1.0.0");
    await workspace.secret("shop", "TOKEN", "an-example");
    await workspace.deploy("main1.0.0");
    const clean = [await local(0), await server(0), await preview(0)];
    for (const [, command] of changes) await host.run(`cd /opt/seisei-main && ${command}`, { user: "ubuntu" });
    const onServer = [await server(1), await preview(7)];
    appendFileSync(join(folder, "stacks/shop/docker-compose.yml"), "# edited after `make lock`\n");
    const inRepository = await local(1);
    return [
      "## Nothing has drifted",
      ...clean,
      "## Somebody changed the server",
      `In \`/opt/seisei-main\`, as the user who deploys:`,
      changes.map(([what, command]) => `- ${what}: \`${command}\``).join("\n"),
      ...onServer,
      "## Somebody changed a stack and did not lock it",
      inRepository,
    ].join("\n\n");
  } finally {
    workspace.remove();
    await host.reset();
  }
}

/** @throws Error when the command did not end as the story needs: its output belongs into no document */
function block(command: string, { code, expected }: { code: number; expected: number }, printed: string): string {
  if (code !== expected) throw new Error(`${command}: expected exit code ${expected}, got ${code}\n${printed}`);
  return `\`\`\`console\n$ ${command}\n${printed.trim()}\n$ echo $?\n${code}\n\`\`\``;
}
