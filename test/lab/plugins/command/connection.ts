// Stands in for the official command plugin: `connection`, its defaults, and what of it is not supported here.
import { createHash } from "node:crypto";

/** The official plugin's `connection`, as far as this one knows it. Numbers in seconds. */
export interface Connection {
  host: string;
  user?: string;
  port?: number;
  /** The text of an OpenSSH private key without a password. Absent: the agent's keys. */
  privateKey?: string;
  /** "ssh-ed25519 AAAA…". Absent: any key is accepted, as in the official plugin. */
  hostKey?: string;
  agentSocketPath?: string;
  /** Dials that may fail before the operation does; -1: no limit. */
  dialErrorLimit?: number;
  /** 0: no limit. */
  perDialTimeout?: number;
}

/** The defaults that the official plugin writes into the inputs. */
export const connectionDefaults = { dialErrorLimit: 10, perDialTimeout: 15, port: 22, user: "root" };

/** The connection with the defaults filled in; an unknown one (in a preview) as it is. */
export function withDefaults(connection: unknown): unknown {
  return typeof connection === "object" ? { ...connectionDefaults, ...connection } : connection;
}

const unsupported = ["password", "privateKeyPassword", "proxy"] as const;

/** One reason for each property of `connection` that only the official plugin supports. */
export function unsupportedProperties(connection: unknown): { property: string; reason: string }[] {
  const given = typeof connection === "object" ? (connection as Record<string, unknown>) : {};
  return unsupported
    .filter((key) => given[key] !== undefined)
    .map((key) => ({
      property: `connection.${key}`,
      reason: "the plugin that stands in for the official one does not support it; use privateKey or an SSH agent",
    }));
}

/** The same for every connection that can be shared; says nothing about the key. */
export function connectionId(connection: Connection): string {
  const { host, user, port, privateKey, hostKey, agentSocketPath } = connection;
  return createHash("sha256")
    .update(JSON.stringify([host, user, port, privateKey, hostKey, agentSocketPath]))
    .digest("hex");
}

/**
 * The OpenSSH configuration of a connection whose files lie in `folder`; its Host is `target`.
 * No file of this user or machine is read, as in the official plugin, which has a client of its own.
 */
export function sshConfig(connection: Connection, folder: string): string {
  const { hostKey, privateKey } = connection;
  const agent = connection.agentSocketPath ?? process.env.SSH_AUTH_SOCK;
  return [
    "Host target",
    `HostName ${connection.host}`,
    `Port ${connection.port ?? connectionDefaults.port}`,
    `User ${connection.user ?? connectionDefaults.user}`,
    `ConnectTimeout ${connection.perDialTimeout ?? connectionDefaults.perDialTimeout}`,
    "BatchMode yes",
    "PasswordAuthentication no",
    "KexAlgorithms ^curve25519-sha256", // the official plugin's first choice, and the quickest
    "ServerAliveInterval 15",
    "HostKeyAlias target",
    `UserKnownHostsFile ${folder}/known_hosts`,
    "GlobalKnownHostsFile /dev/null",
    ...(hostKey
      ? ["StrictHostKeyChecking yes", `HostKeyAlgorithms ${hostKey.trim().split(/\s+/)[0]}`]
      : ["StrictHostKeyChecking no"]),
    ...(privateKey ? [`IdentityFile ${folder}/identity`, "IdentitiesOnly yes"] : ["IdentityFile none"]),
    `IdentityAgent ${privateKey || !agent ? "none" : agent}`,
    "",
  ].join("\n");
}
