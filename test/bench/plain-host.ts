import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LabHost } from "../lab/lab.ts";
import { type Finished, run } from "../lab/process.ts";
import type { Workspace } from "../lab/workspace.ts";

/** A git checkout on the host and an ssh client configuration for it: what people without this project work with. */
export class PlainHost {
  readonly host: LabHost;
  /** The checkout's folder on the host. */
  readonly root: string;
  /** Path of the ssh client's configuration; strict, and with the quickest key exchange, as this project's own. */
  readonly sshConfig: string;
  /** Where the releases come from. */
  readonly workspace: Workspace;
  readonly #folder: string;

  private constructor(host: LabHost, root: string, workspace: Workspace) {
    this.host = host;
    this.root = root;
    this.workspace = workspace;
    this.#folder = mkdtempSync(join(tmpdir(), "seisei-plain-"));
    this.sshConfig = join(this.#folder, "config");
    const knownHosts = join(this.#folder, "known_hosts");
    writeFileSync(knownHosts, `${host.name} ${host.hostKey}\n`);
    writeFileSync(
      this.sshConfig,
      `Host ${host.name}
  HostName ${host.address}
  HostKeyAlias ${host.name}
  User ${host.user}
  IdentityFile "${host.privateKeyFile}"
  IdentitiesOnly yes
  UserKnownHostsFile "${knownHosts}"
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  HostKeyAlgorithms ssh-ed25519
  KexAlgorithms ^curve25519-sha256
  BatchMode yes
`,
    );
  }

  /** Clones the workspace's repository, with its tags, to `root` on the host. */
  static async create(host: LabHost, root: string, workspace: Workspace): Promise<PlainHost> {
    const bundle = join(workspace.folder, ".git", "all.bundle");
    await workspace.git("bundle", "create", "-q", bundle, "--all");
    const { stdout } = await run("base64", ["-w0", bundle]);
    await host.run(`rm -rf ${root} && install -d -o ubuntu -g ubuntu ${root}`);
    const clone = `base64 -d > /tmp/all.bundle && git clone -q /tmp/all.bundle ${root} && rm /tmp/all.bundle`;
    await host.run(clone, { user: "ubuntu", input: stdout });
    return new PlainHost(host, root, workspace);
  }

  /** Runs a command on the host over a connection of its own. */
  ssh(command: string): Promise<Finished> {
    return run("ssh", ["-F", this.sshConfig, this.host.name, command]);
  }
}
