import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../release/errors.ts";
import { cacheFolder, withLock } from "./cache.ts";
import { debootstrapRoot } from "./debootstrap.ts";
import { Host } from "./host.ts";
import { sshKey } from "./keys.ts";
import { bridgeAddress, bridgeDown, bridgeUp, chooseNetwork, hostAddress, type Network } from "./network.ts";
import { composeLayer, installPrograms, sudoLayer } from "./packages.ts";
import { registryDown, registryRuns, registryUp } from "./registry.ts";
import { type Storage, storageDown, storageOf, storageUp } from "./storage/storage.ts";

/** A production host in miniature. */
export interface LabHost {
  /** `app-1`, `app-2`, … */
  readonly name: string;
  /** Its own IPv4 address, reachable from this machine. */
  readonly address: string;
  readonly port: 22;
  /** Not root; in the docker group. */
  readonly user: "ubuntu";
  /** Its public key: `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  /** Absolute path of the lab's client key. */
  readonly privateKeyFile: string;
  /** Whether it is switched on. */
  readonly running: boolean;
  /** Runs a shell command inside the host, as root (or as `user`), not through SSH. Rejects when it fails unless `check: false`. */
  run(
    command: string,
    options?: { user?: string; input?: string; check?: boolean },
  ): Promise<{ stdout: string; stderr: string; code: number }>;
  /** SSH connections accepted since the host started, from sshd's log. */
  connections(): Promise<number>;
  /** As pulling the plug; its disk stays. */
  powerOff(): Promise<void>;
  /** Resolves when sshd and Docker answer. */
  powerOn(): Promise<void>;
  /** Removes all containers, volumes, networks but Docker's own, and what is in /opt/seisei-main. Images stay. */
  reset(): Promise<void>;
}

/** Hosts on a network of their own, with a registry that stands in for the public ones. */
export interface Lab {
  readonly name: string;
  /** Its state. */
  readonly folder: string;
  /** `http://address:port`. */
  readonly registry: string;
  readonly hosts: LabHost[];
  /** Volumes that behave like EBS, where a test has asked for them. */
  readonly storage: Storage | undefined;
}

type Progress = (line: string) => void;

const checkout = fileURLToPath(new URL("../..", import.meta.url));
const labs = join(checkout, ".seisei/lab");
const hash = (text: string) => createHash("sha256").update(text).digest("hex");

/** The lab's name: `$SEISEI_LAB` or one made from the checkout's path; with a word behind it for a second lab beside it. */
export function labName(word?: string): string {
  return [process.env.SEISEI_LAB ?? hash(checkout).slice(0, 6), word].filter(Boolean).join("-");
}

const folderOf = (name: string) => join(labs, name);
/** Outside the lab's folder, and never removed: a lock on a file that is gone locks out nobody. */
const lockOf = (name: string) => join(labs, `${name}.lock`);

/**
 * Brings a lab up: what runs already stays as it is, what is missing is added.
 *
 * @param options.storage with block storage, of which each host is an instance. @default without
 * @throws UserError without root, on another system than Debian 12, or with a malformed name
 */
export async function labUp(
  options: { hosts?: number; name?: string; storage?: boolean; progress?: Progress } = {},
): Promise<Lab> {
  const { hosts = 1, name = labName(), storage = false, progress = () => {} } = options;
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) {
    throw new UserError(
      `SEISEI_LAB: expected up to 40 of a-z, 0-9 and -, got ${JSON.stringify(name)}; choose another name`,
    );
  }
  if (!Number.isInteger(hosts) || hosts < 1 || hosts > 200) {
    throw new UserError(`--hosts: expected a whole number from 1 to 200, got ${hosts}`);
  }
  await installPrograms(progress);
  return withLock(lockOf(name), async () => {
    const folder = folderOf(name);
    await mkdir(folder, { recursive: true });
    const network = await networkOf(folder);
    await sshKey(join(folder, "client_key"));
    await registryUp(await made(join(folder, "registry")), bridgeAddress(network), progress);
    const layers = await hostLayers(progress);
    await writeFile(join(folder, "layers.json"), JSON.stringify(layers));
    for (let index = 1; index <= hosts; index++) {
      await sshKey(join(await made(join(folder, "hosts", `app-${index}`)), "ssh_host_ed25519_key"));
    }
    const found = await readLab(name);
    if (storage) {
      const names = found.hosts.map((host) => host.name);
      await storageUp(join(folder, "storage"), bridgeAddress(network), join(folder, "hosts"), names, progress);
    }
    const lab = await readLab(name);
    for (const host of lab.hosts.filter((host) => !host.running)) {
      progress(`starting ${host.name} (about 3 s)`);
      await host.powerOn();
    }
    return lab;
  });
}

/** The lab that is up. @throws UserError when there is none */
export async function openLab(name = labName()): Promise<Lab> {
  if (!existsSync(join(folderOf(name), "layers.json")) || !registryRuns(join(folderOf(name), "registry"))) {
    throw new UserError(`lab ${name}: is not up; start it with \`make lab-up\``);
  }
  return readLab(name);
}

/** Removes every trace of a lab: processes, control groups, interfaces, files. Does nothing when there is none. */
export async function labDown(name = labName()): Promise<void> {
  const folder = folderOf(name);
  if (!existsSync(folder)) return;
  await withLock(lockOf(name), async () => {
    const network = await readNetwork(folder);
    if (network) {
      const { hosts } = await readLab(name);
      await Promise.all(hosts.map((host) => host.powerOff()));
      await storageDown(join(folder, "storage"));
      await registryDown(join(folder, "registry"));
      await bridgeDown(network);
    }
    await rm(folder, { recursive: true, force: true });
  });
}

/** The read-only layers below every host's disk: Compose and sudo over Debian with Docker. */
async function hostLayers(progress: Progress): Promise<string[]> {
  return [await composeLayer(progress), await sudoLayer(), await baseRoot(progress)];
}

/** The Debian root that the hosts are made of. */
export function baseRoot(progress?: Progress): Promise<string> {
  const tools = ["ca-certificates", "curl", "git", "iproute2", "iptables", "procps", "python3"];
  return debootstrapRoot({ packages: ["docker.io", "openssh-server", ...tools] }, progress);
}

async function networkOf(folder: string): Promise<Network> {
  // One lab at a time on this machine, so that no two choose the same free network.
  return withLock(join(cacheFolder(), "network.lock"), async () => {
    const network = (await readNetwork(folder)) ?? (await chooseNetwork(hash(folder).slice(0, 6)));
    await writeFile(join(folder, "network.json"), JSON.stringify(network));
    await bridgeUp(network);
    return network;
  });
}

async function readNetwork(folder: string): Promise<Network | undefined> {
  const text = await readFile(join(folder, "network.json"), "utf8").catch(() => undefined);
  return text ? (JSON.parse(text) as Network) : undefined;
}

async function readLab(name: string): Promise<Lab> {
  const folder = folderOf(name);
  const network = (await readNetwork(folder))!;
  const registry = bridgeAddress(network);
  const layers = JSON.parse(await readFile(join(folder, "layers.json"), "utf8").catch(() => "[]")) as string[];
  const names = await readdir(join(folder, "hosts")).catch(() => []);
  const indexes = names.map((name) => Number(name.slice("app-".length))).sort((a, b) => a - b);
  const hosts = indexes.map(async (index) => {
    const own = join(folder, "hosts", `app-${index}`);
    return new Host({
      name: `app-${index}`,
      address: hostAddress(network, index),
      hostKey: await sshKey(join(own, "ssh_host_ed25519_key")),
      privateKeyFile: join(folder, "client_key"),
      folder: own,
      layers,
      bridge: network.bridge,
      interface: `${network.bridge}-${index}`,
      group: `seisei-${network.bridge}-app-${index}`,
      registry,
      authorityFile: join(folder, "registry/ca.crt"),
    });
  });
  const storage = await storageOf(join(folder, "storage"));
  return { name, folder, registry: `http://${registry}:5000`, hosts: await Promise.all(hosts), storage };
}

async function made(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return folder;
}
