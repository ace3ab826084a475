import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Lab, LabHost } from "./lab.ts";
import { type Finished, type RunOptions, run } from "./process.ts";
import type { Storage } from "./storage/storage.ts";

const checkout = fileURLToPath(new URL("../..", import.meta.url));

/** What a project of one's own shares with this checkout; everything else in a workspace is its own. */
const shared = [
  ...["index.ts", "components", "release", "live", "provider", "cli", "policies"],
  ...["package.json", "Pulumi.yaml", "node_modules"],
];

/** What the configuration says about a host of the lab: keys below `seisei:` and their values. */
export function hostSettings(
  host: LabHost,
  changed: Readonly<Record<string, string>> = {},
  name = host.name,
): [string, string][] {
  const { address, user, hostKey, privateKeyFile } = host;
  const values = { address, user, hostKey, privateKeyFile, root: "/opt/seisei-main", ...changed };
  return Object.entries(values).map(([key, value]) => [`hosts.${name}.${key}`, value]);
}

/** A project with stacks of its own, its git repository and its Pulumi state, beside the lab. */
export class Workspace {
  readonly folder: string;
  readonly #lab: Lab;

  private constructor(folder: string, lab: Lab) {
    this.folder = folder;
    this.#lab = lab;
  }

  /**
   * Makes the project in a temporary folder, with a Pulumi stack named `lab` whose hosts are the lab's.
   * @param hosts which of the lab's hosts it may use. Default: all
   */
  static async create(lab: Lab, hosts: readonly LabHost[] = lab.hosts): Promise<Workspace> {
    const workspace = new Workspace(mkdtempSync(join(tmpdir(), "seisei-workspace-")), lab);
    const present = readdirSync(checkout);
    for (const name of shared)
      if (present.includes(name)) symlinkSync(join(checkout, name), join(workspace.folder, name));
    workspace.write({
      ".gitignore": `${shared.map((name) => `/${name}\n`).join("")}/.seisei/\n/state/\n/Pulumi.lab.yaml\n`,
    });
    mkdirSync(join(workspace.folder, "state"));
    await workspace.git("init", "-q", "-b", "main");
    await workspace.git("config", "user.name", "A Developer");
    await workspace.git("config", "user.email", "developer@example.com");
    await workspace.pulumi("stack", "init", "lab");
    for (const host of hosts) await workspace.addHost(host);
    return workspace;
  }

  /** Writes one host of the lab into the configuration. @param name what stacks call it. @default as the lab does */
  async addHost(host: LabHost, changed: Record<string, string> = {}, name = host.name): Promise<void> {
    const pairs = hostSettings(host, changed, name).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
    await this.pulumi("config", "set-all", "--path", ...pairs);
  }

  /** Lets a host of the configuration be an instance of the lab's block storage. */
  async useStorage(storage: Storage, host: LabHost, name = host.name): Promise<void> {
    const { endpoint, region, zone, instances } = storage;
    await this.addHost(host, { instance: instances[host.name]!, zone }, name);
    const aws = { "endpoints[0].ec2": endpoint, region, accessKey: "lab", secretKey: "lab" };
    const settings = { ...aws, skipCredentialsValidation: "true", skipRequestingAccountId: "true" };
    const pairs = Object.entries(settings).flatMap(([key, value]) => ["--plaintext", `aws:${key}=${value}`]);
    await this.pulumi("config", "set-all", "--path", ...pairs);
  }

  /** Writes files: path → text, `undefined` to remove. */
  write(files: Readonly<Record<string, string | undefined>>): void {
    for (const [path, text] of Object.entries(files)) {
      const full = join(this.folder, path);
      if (text === undefined) {
        rmSync(full, { recursive: true });
        continue;
      }
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, text);
    }
  }

  git(...args: string[]): Promise<Finished> {
    return run("git", args, { cwd: this.folder });
  }

  /** Locks the images, commits everything and makes an annotated tag. */
  async release(tag: string): Promise<void> {
    await run("node", ["cli/main.ts", "lock"], { cwd: this.folder, env: { REGISTRY: this.#lab.registry } });
    await this.git("add", "-A");
    await this.git("commit", "-q", "--allow-empty", "-m", `Release ${tag}`);
    await this.git("tag", "-a", tag, "-m", `Release ${tag}`);
  }

  /** Runs `pulumi` in the project and rejects when it fails. */
  pulumi(...args: string[]): Promise<Finished> {
    return this.tryPulumi(args);
  }

  /** What `pulumi` and the project's own commands need to find its state. */
  get environment(): Record<string, string> {
    return {
      PULUMI_BACKEND_URL: `file://${this.folder}/state`,
      PULUMI_CONFIG_PASSPHRASE: "workspace",
      PULUMI_STACK: "lab",
    };
  }

  /** Runs `pulumi` in the project; with `check: false` the exit code is for the caller to judge. */
  tryPulumi(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
    const env = {
      ...this.environment,
      ...(args[0] === "stack" && args[1] === "init" ? { PULUMI_STACK: "" } : {}),
      ...options.env,
    };
    return run("pulumi", [...args, "--non-interactive"], { cwd: this.folder, ...options, env });
  }

  /** Sets the release and deploys it. */
  async deploy(tag: string): Promise<Finished> {
    await this.pulumi("config", "set", "release", tag);
    return this.pulumi("up", "--yes", "--skip-preview");
  }

  /** `pulumi preview --diff`; exit code 0 when nothing would change. */
  preview(...options: string[]): Promise<Finished> {
    return this.tryPulumi(["preview", "--diff", "--expect-no-changes", ...options], { check: false });
  }

  /** Sets one secret of a stack. */
  async secret(stack: string, name: string, value: string): Promise<void> {
    await this.tryPulumi(["config", "set", "--secret", "--path", `secrets.${stack}.${name}`], { input: value });
  }

  /** Removes the folder. What runs on a host stays; `LabHost.reset` clears that. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
