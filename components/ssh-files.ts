import { lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { UserError } from "../release/errors.ts";
import type { HostSettings } from "./settings.ts";

/** A path from the configuration, with `~` for the home folder. */
export function expandHome(path: string): string {
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : resolve(path);
}

/** A folder only this user can enter, for the sockets that let one operation share one SSH connection. */
function socketFolder(): string {
  const folder = join(tmpdir(), `seisei-ssh-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(folder);
  if (uid !== userInfo().uid || (mode & 0o077) !== 0) {
    throw new UserError(`${folder}: expected a folder that only you can enter; remove it and try again`);
  }
  return folder;
}

/**
 * The OpenSSH client configuration of a host.
 * Strict: only the pinned key is accepted. curve25519 comes first because it is the quickest key exchange that every
 * supported sshd has. ControlMaster: whoever connects first shares the connection, for as long as it is at work.
 */
export function sshConfigText(host: HostSettings, knownHosts: string, sockets: string): string {
  const identity = host.privateKeyFile
    ? `  IdentityFile "${expandHome(host.privateKeyFile)}"\n  IdentitiesOnly yes\n`
    : "";
  return `Host ${host.name}
  HostName ${host.address}
  HostKeyAlias ${host.name}
  Port ${host.port}
  User ${host.user}
${identity}  UserKnownHostsFile "${knownHosts}"
  GlobalKnownHostsFile /dev/null
  HostKeyAlgorithms ssh-ed25519
  StrictHostKeyChecking yes
  KexAlgorithms ^curve25519-sha256
  BatchMode yes
  ConnectTimeout 10
  ServerAliveInterval 15
  ControlMaster auto
  ControlPath "${sockets}/%C"
`;
}

function writeWhenDifferent(path: string, text: string): void {
  try {
    if (readFileSync(path, "utf8") === text) return;
  } catch {
    // not there yet
  }
  writeFileSync(path, text, { mode: 0o600 });
}

/**
 * Writes the SSH configuration of all hosts and returns its path, relative to the project so that the state is the
 * same on every machine.
 */
export function writeSshFiles(hosts: Iterable<HostSettings>, stack: string): string {
  const folder = join(".seisei", "ssh", stack);
  mkdirSync(folder, { recursive: true });
  const sockets = socketFolder();
  const knownHosts = resolve(folder, "known_hosts");
  const all = [...hosts];
  writeWhenDifferent(knownHosts, all.map((host) => `${host.name} ${host.hostKey}\n`).join(""));
  const path = join(folder, "config");
  writeWhenDifferent(path, all.map((host) => sshConfigText(host, knownHosts, sockets)).join("\n"));
  return path;
}

/** The private key's text, or undefined when the SSH agent holds it. @throws UserError when the file cannot be read */
export function readPrivateKey(host: HostSettings): string | undefined {
  if (!host.privateKeyFile) return undefined;
  try {
    return readFileSync(expandHome(host.privateKeyFile), "utf8");
  } catch {
    throw new UserError(
      `seisei:hosts.${host.name}.privateKeyFile: cannot read ${host.privateKeyFile}; correct the path, or remove the key to use the SSH agent`,
    );
  }
}
