import { chmodSync } from "node:fs";
import { join } from "node:path";
import { checkHost } from "../../cli/drift/check-host.ts";
import { errors } from "../../cli/drift/report.ts";
import { configuredTargets, type Target } from "../../cli/drift/targets.ts";
import type { Finding } from "../../live/finding.ts";
import { closeHosts } from "../../live/host.ts";
import type { Lab, LabHost } from "../lab/lab.ts";
import { Workspace } from "../lab/workspace.ts";
import { executable, secrets, stacks } from "./stacks.ts";

/** A host that runs the release of the stacks, and its project. */
export class TamperedHost {
  readonly #host: LabHost;
  readonly #workspace: Workspace;

  readonly #targets: readonly Target[];

  private constructor(host: LabHost, workspace: Workspace, targets: readonly Target[]) {
    this.#host = host;
    this.#workspace = workspace;
    this.#targets = targets;
  }

  /** Empties the lab's first host and deploys to it. */
  static async create(lab: Lab): Promise<TamperedHost> {
    const host = lab.hosts[0]!;
    await host.reset();
    const workspace = await Workspace.create(lab, [host]);
    workspace.write(stacks);
    for (const path of executable) chmodSync(join(workspace.folder, path), 0o755);
    for (const [stack, name, value] of secrets) await workspace.secret(stack, name, value);
    await workspace.release("main1.0.0");
    await workspace.deploy("main1.0.0");
    return new TamperedHost(host, workspace, await targetsOf(workspace.folder));
  }

  /** Shell in the folder that holds the stacks. */
  async type(script: string, root = false): Promise<void> {
    await this.#host.run(`cd /opt/seisei-main/stacks\n${script}`, root ? {} : { user: "ubuntu" });
  }

  /** What `make drift-check SERVER=1` tells, asked in this process: a hundred starts of Node take longer than the rest. */
  async findings(): Promise<Finding[]> {
    closeHosts(); // what was read once would be told again
    const results = await Promise.all(this.#targets.map((target) => checkHost(target)));
    const reasons = errors(results);
    if (reasons.length > 0) throw new Error(reasons.join("\n"));
    return results.flatMap(({ places }) => places.flatMap(({ findings }) => findings));
  }

  /** Repairs. @returns why it failed, or nothing */
  async up(more: readonly string[]): Promise<string | undefined> {
    const { code, stdout, stderr } = await this.#workspace.tryPulumi(["up", "--yes", "--skip-preview", ...more], {
      check: false,
    });
    return code === 0 ? undefined : `\`pulumi up\`: exit code ${code}\n${stdout}${stderr}`;
  }

  /** @returns what a preview would change, or nothing */
  async pending(): Promise<string | undefined> {
    const { code, stdout, stderr } = await this.#workspace.preview();
    return code === 0 ? undefined : `\`pulumi preview\`: exit code ${code}\n${stdout}${stderr}`;
  }

  async remove(): Promise<void> {
    closeHosts();
    this.#workspace.remove();
    await this.#host.reset();
  }
}

/** As the commands of a project find them, which begin in its folder. */
async function targetsOf(project: string): Promise<Target[]> {
  const before = process.cwd();
  process.chdir(project);
  try {
    const { hosts } = await configuredTargets(project);
    return hosts.map((target) => ({ ...target, sshConfig: join(project, target.sshConfig) }));
  } finally {
    process.chdir(before);
  }
}
