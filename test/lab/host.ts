import { existsSync, readFileSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { removeGroup, thaw } from "./cgroups.ts";
import { daemonChild, daemonPid, killDaemon, startDaemon } from "./daemon.ts";
import type { LabHost } from "./lab.ts";
import { run } from "./process.ts";
import { waitFor } from "./wait.ts";

const script = (name: string) => fileURLToPath(new URL(`host/${name}`, import.meta.url));

/** What a host is made of. */
export interface HostSettings {
  readonly name: string;
  readonly address: string;
  readonly hostKey: string;
  readonly privateKeyFile: string;
  /** Its disk and its records. */
  readonly folder: string;
  /** Read-only folders below its disk, the upper one first. */
  readonly layers: readonly string[];
  readonly bridge: string;
  /** This machine's end of its cable. */
  readonly interface: string;
  /** The control group of its containers. */
  readonly group: string;
  /** Address of the lab's registry. */
  readonly registry: string;
  /** The certificate authority that signed the registry's ghcr.io. */
  readonly authorityFile: string;
}

/** A machine of its own, made of namespaces: see `host/boot.sh`. */
export class Host implements LabHost {
  readonly name: string;
  readonly address: string;
  readonly port = 22;
  readonly user = "ubuntu";
  readonly hostKey: string;
  readonly privateKeyFile: string;
  readonly #settings: HostSettings;
  readonly #record: string;

  constructor(settings: HostSettings) {
    this.name = settings.name;
    this.address = settings.address;
    this.hostKey = settings.hostKey;
    this.privateKeyFile = settings.privateKeyFile;
    this.#settings = settings;
    this.#record = join(settings.folder, "process");
  }

  get running(): boolean {
    return daemonPid(this.#record) !== undefined;
  }

  async run(command: string, options: { user?: string; input?: string; check?: boolean } = {}) {
    const { user = "root", input, check } = options;
    const pid = daemonChild(this.#record);
    if (pid === undefined) throw new Error(`${this.name}: is switched off`);
    const enter = ["--target", `${pid}`, "--mount", "--net", "--pid", "--uts", "--ipc", "--root", "--wd"];
    return run("nsenter", [...enter, "su", "-", user, "-c", command], { input, check });
  }

  async connections(): Promise<number> {
    const log = readFileSync(`/proc/${daemonChild(this.#record)}/root/var/log/sshd.log`, "utf8");
    return log.split("Accepted publickey").length - 1;
  }

  async powerOn(): Promise<void> {
    if (this.running) return;
    const { folder, layers, name, address, bridge } = this.#settings;
    await this.#writeDisk();
    const namespaces = ["--mount", "--net", "--pid", "--uts", "--ipc", "--fork", "--kill-child"];
    const open = 'exec 3</proc/self/ns/net; exec "$@"'; // the way back, to plug the cable in on this side
    const log = join(folder, "console.log");
    const command = ["sh", "-c", open, "sh", "unshare", ...namespaces, "sh", script("boot.sh")];
    await startDaemon(this.#record, log, command, {
      ...{ FOLDER: folder, LOWER: layers.join(":"), NAME: name, ADDRESS: address, BRIDGE: bridge },
      ...{ INTERFACE: this.#settings.interface, INIT: script("init.sh") },
    });
    await waitFor(
      `${name} (${log})`,
      60,
      () => this.#isReady(),
      () => this.running,
    );
  }

  async powerOff(): Promise<void> {
    const { group } = this.#settings;
    await killDaemon(this.#record, () => thaw(group));
    await removeGroup(group);
    await run("ip", ["link", "delete", this.#settings.interface], { check: false }); // the kernel takes its time to do so
  }

  async reset(): Promise<void> {
    await this.run(`
      docker ps -aq | xargs -r docker rm -fv >/dev/null
      docker volume ls -q | xargs -r docker volume rm -f >/dev/null
      docker network ls -q --filter type=custom | xargs -r docker network rm >/dev/null
      rm -rf /opt/seisei-main && install -d -o ubuntu -g ubuntu /opt/seisei-main`);
  }

  async #isReady(): Promise<boolean> {
    if (!(await accepts(this.address, this.port))) return false;
    const { code } = await this.run("docker version", { check: false });
    return code === 0;
  }

  /** What makes this host another than its base: written while it is off, because an overlay's layers may not change under it. */
  async #writeDisk(): Promise<void> {
    const { folder, name, address, registry, group, authorityFile, privateKeyFile } = this.#settings;
    const etc = (path: string) => join(folder, "upper/etc", path);
    for (const part of ["work", "root", "docker"]) await mkdir(join(folder, part), { recursive: true });
    for (const part of ["ssh", "docker/certs.d/ghcr.io"]) await mkdir(etc(part), { recursive: true });
    await writeFile(etc("hostname"), `${name}\n`);
    await writeFile(etc("hosts"), `127.0.0.1 localhost\n${address} ${name}\n${registry} ghcr.io\n`);
    await writeFile(etc("resolv.conf"), ""); // an empty one asks this host itself, which refuses at once
    await writeFile(etc("ssh/sshd_config"), sshdSettings);
    if (!existsSync(etc("ssh/ssh_host_ed25519_key"))) {
      await copyFile(join(folder, "ssh_host_ed25519_key"), etc("ssh/ssh_host_ed25519_key"));
      await copyFile(join(folder, "ssh_host_ed25519_key.pub"), etc("ssh/ssh_host_ed25519_key.pub"));
    }
    await copyFile(`${privateKeyFile}.pub`, etc("ssh/lab_client.pub"));
    await copyFile(authorityFile, etc("docker/certs.d/ghcr.io/ca.crt"));
    const docker = {
      "registry-mirrors": [`http://${registry}:5000`],
      "storage-driver": "overlay2",
      "exec-opts": ["native.cgroupdriver=cgroupfs"],
      "cgroup-parent": `/${group}`,
    };
    await writeFile(etc("docker/daemon.json"), JSON.stringify(docker, undefined, 2));
  }
}

const sshdSettings = `ListenAddress 0.0.0.0
HostKey /etc/ssh/ssh_host_ed25519_key
LogLevel VERBOSE
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
PrintMotd no
Subsystem sftp /usr/lib/openssh/sftp-server
`;

function accepts(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: 500 });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("data", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}
