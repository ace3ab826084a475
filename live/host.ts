import { dockerFailure, notUnderstood, scriptFailure, unreadable } from "./failures.ts";
import { type FileState, filesScript, parseFiles } from "./files.ts";
import { quote, Session } from "./session.ts";
import { parseSnapshot, type Snapshot, snapshotScript } from "./snapshot.ts";

/** What can be asked of a host. Reads only. Every question throws a UserError when it could not be answered. */
export interface LiveHost {
  /** Its name in the configuration. */
  readonly name: string;
  /** Containers and images; asked once, however many stacks want to know. */
  snapshot(): Promise<Snapshot>;
  /** State of each file, by absolute path. An unreadable one is an error. */
  files(paths: readonly string[]): Promise<ReadonlyMap<string, FileState>>;
  /** Bytes the user may still write under a folder, which need not exist yet. */
  freeBytes(folder: string): Promise<number>;
  /** Docker's ids of those of these networks that exist: name → id. */
  networks(names: readonly string[]): Promise<Record<string, string>>;
  /**
   * Runs a POSIX script that only reads, over the same connection.
   * @param what it is about, for the message when it fails
   * @returns what it wrote on standard output
   */
  read(script: string, what: string): Promise<string>;
}

const hosts = new Map<string, SshHost>();

/**
 * The host behind this alias of an ssh_config file, over one connection for the whole process.
 * It stays open: asking again costs milliseconds.
 * @param root the folder on the host that holds the stacks
 */
export function openHost(sshConfig: string, alias: string, root: string): LiveHost {
  const key = [sshConfig, alias, root].join("\0");
  const known = hosts.get(key);
  if (known?.open) return known;
  const host = new SshHost(new Session(sshConfig, alias), root);
  hosts.set(key, host);
  return host;
}

/** Ends every connection. */
export function closeHosts(): void {
  for (const host of hosts.values()) host.close();
}

class SshHost implements LiveHost {
  readonly name: string;
  readonly #session: Session;
  readonly #root: string;
  #snapshot: Promise<Snapshot> | undefined;

  constructor(session: Session, root: string) {
    this.#session = session;
    this.name = this.#session.host;
    this.#root = root;
  }

  get open(): boolean {
    return this.#session.open;
  }

  close(): void {
    this.#session.close();
  }

  snapshot(): Promise<Snapshot> {
    this.#snapshot ??= this.#readSnapshot();
    return this.#snapshot;
  }

  async #readSnapshot(): Promise<Snapshot> {
    const { stdout, stderr, code } = await this.#session.run(snapshotScript(this.#root));
    if (code !== 0) throw dockerFailure(this.#session.host, code, stderr);
    const snapshot = parseSnapshot(stdout);
    if (!snapshot) throw notUnderstood(this.#session.host, "containers and images");
    return snapshot;
  }

  async files(paths: readonly string[]): Promise<ReadonlyMap<string, FileState>> {
    if (paths.length === 0) return new Map();
    const { stdout } = await this.#session.run(filesScript(paths));
    const states = parseFiles(paths, stdout);
    if (!states) throw notUnderstood(this.#session.host, "files");
    const closed = paths.filter((path) => states.get(path) === "unreadable");
    if (closed.length > 0) throw unreadable(this.#session.host, closed);
    return states;
  }

  async freeBytes(folder: string): Promise<number> {
    const script = `folder=${quote(folder)}
while [ ! -d "$folder" ]; do folder=\${folder%/*}; [ -n "$folder" ] || folder=/; done
df -Pk "$folder"`;
    const { stdout } = await this.#session.run(script);
    const available = /^.* (\d+) +\d+% .*$/m.exec(stdout.trim().split("\n").at(-1) ?? "")?.[1];
    if (!available) throw notUnderstood(this.#session.host, "free space");
    return Number(available) * 1024;
  }

  async networks(names: readonly string[]): Promise<Record<string, string>> {
    const { networks } = await this.snapshot();
    return Object.fromEntries(networks.filter(({ name }) => names.includes(name)).map(({ name, id }) => [name, id]));
  }

  async read(script: string, what: string): Promise<string> {
    const { stdout, stderr, code } = await this.#session.run(script);
    if (code !== 0) throw scriptFailure(this.#session.host, what, stderr);
    return stdout;
  }
}
