import type { Documented } from "../live/documented.ts";
import { UserError, throwProblems } from "../release/errors.ts";
import { parseDocumented } from "./documented.ts";

/** A server that runs stacks: one entry of `seisei:hosts`. */
export interface HostSettings {
  /** The name that `stack.yaml` files use. @example "app-1" */
  readonly name: string;
  /** IP address or DNS name. */
  readonly address: string;
  /** SSH port. @default 22 */
  readonly port: number;
  /** SSH user; in the `docker` group, need not be root. @example "ubuntu" */
  readonly user: string;
  /** The server's ed25519 host key, as in `/etc/ssh/ssh_host_ed25519_key.pub`: type and key. */
  readonly hostKey: string;
  /** File with the private key, `~` allowed. @default the SSH agent's keys */
  readonly privateKeyFile?: string;
  /** Folder on the server that holds `stacks/`. @example "/opt/seisei-main" */
  readonly root: string;
  /** The EC2 instance that it is, where stacks keep their data on EBS volumes. @example "i-0abcd1234ef567890" */
  readonly instance?: string;
  /** The instance's availability zone. @example "ap-northeast-1a" */
  readonly zone?: string;
  /** Things of the host that no release has and that are meant to be there, each with its reason. @default none */
  readonly documented?: readonly Documented[];
}

/** Data to bring back: `seisei:restore`. Done once for as long as it stands there. */
export interface Restore {
  readonly stack: string;
  /** The release that left the data so. @example "main1.0.0" */
  readonly from: string;
}

/** What `Pulumi.<stack>.yaml` says, checked. */
export interface Settings {
  /** Name of the file, for messages. @example "Pulumi.prod.yaml" */
  readonly file: string;
  /** The release that all stacks without a pin run. */
  readonly release: string;
  /** Stack name → another release for this stack alone. */
  readonly pins: Readonly<Record<string, string>>;
  readonly hosts: ReadonlyMap<string, HostSettings>;
  /** The stack whose data is to be as an earlier release left it. */
  readonly restore?: Restore;
  /** Stacks that may go back across a change of their data's form with the code alone. */
  readonly codeOnly: readonly string[];
  /** Stack name → secret name → value. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The values under the project's configuration keys, as they were parsed from the file. */
export interface RawSettings {
  release?: unknown;
  pins?: unknown;
  hosts?: unknown;
  secrets?: unknown;
  restore?: unknown;
  codeOnly?: unknown;
}

const hostKeys = ["address", "port", "user", "hostKey", "privateKeyFile", "root", "instance", "zone", "documented"];

function record(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapOfStrings(value: unknown, key: string, problems: string[]): Record<string, string> {
  if (value === undefined) return {};
  if (!record(value)) {
    problems.push(`${key}: expected a map, got ${typeof value}`);
    return {};
  }
  for (const [name, entry] of Object.entries(value)) {
    if (typeof entry !== "string")
      problems.push(`${key}.${name}: expected a text, got ${typeof entry}; put it in quotes`);
  }
  return value as Record<string, string>;
}

function parseHost(name: string, value: unknown, file: string, problems: string[]): HostSettings | undefined {
  const at = `${file}: seisei:hosts.${name}`;
  if (!record(value)) {
    problems.push(`${at}: expected a map with address, user, hostKey and root`);
    return undefined;
  }
  const before = problems.length;
  const text = (key: string, pattern: RegExp, what: string): string => {
    const found = value[key];
    if (typeof found === "string" && pattern.test(found)) return found;
    problems.push(`${at}.${key}: expected ${what}, got ${found === undefined ? "nothing" : JSON.stringify(found)}`);
    return "";
  };
  for (const key of Object.keys(value)) {
    if (!hostKeys.includes(key)) problems.push(`${at}.${key}: unknown key; known are ${hostKeys.join(", ")}`);
  }
  const port = value.port ?? 22;
  if (!Number.isInteger(port)) problems.push(`${at}.port: expected a number, got ${JSON.stringify(port)}`);
  const address = text("address", /^[A-Za-z0-9][A-Za-z0-9.:-]*$/, "an IP address or DNS name");
  const user = text("user", /^[a-z_][a-z0-9_.-]*$/, "a user name");
  const root = text("root", /^\/[A-Za-z0-9._/-]*[A-Za-z0-9]$/, "an absolute path without spaces");
  let hostKey = "";
  if (value.hostKey === undefined) {
    problems.push(
      `${at}.hostKey: not pinned, so nothing connects to ${address || name}. Read it on the server's console with ` +
        "`cat /etc/ssh/ssh_host_ed25519_key.pub`, then: " +
        `pulumi config set --path 'hosts.${name}.hostKey' "ssh-ed25519 AAAA…"`,
    );
  } else {
    hostKey = text("hostKey", /^ssh-ed25519 [A-Za-z0-9+/=]+( .*)?$/, "an ed25519 key, `ssh-ed25519 AAAA…`");
  }
  const privateKeyFile =
    value.privateKeyFile === undefined ? {} : { privateKeyFile: text("privateKeyFile", /./, "a file name") };
  const instance =
    value.instance === undefined ? {} : { instance: text("instance", /^i-[0-9a-f]{8,17}$/, "an instance's id, i-…") };
  const zone =
    value.zone === undefined
      ? {}
      : { zone: text("zone", /^[a-z0-9-]+[a-z]$/, "an availability zone, ap-northeast-1a") };
  const documented = parseDocumented(value.documented, `${at}.documented`, problems);
  if (problems.length > before) return undefined;
  return {
    name,
    address,
    port: port as number,
    user,
    root,
    hostKey: hostKey.split(" ", 2).join(" "),
    ...privateKeyFile,
    ...instance,
    ...zone,
    ...(documented.length > 0 ? { documented } : {}),
  };
}

const isListOfTexts = (value: unknown) => Array.isArray(value) && value.every((entry) => typeof entry === "string");

function parseRestore(value: unknown, file: string, problems: string[]): Restore {
  const { stack, from, ...others } = record(value) ? value : {};
  if (typeof stack !== "string" || typeof from !== "string" || Object.keys(others).length > 0) {
    problems.push(
      `${file}: seisei:restore: expected a map with stack and from; \`make rollback TAG=main1.0.0 STACK=odoo18-prod DATA=1\` writes it`,
    );
  }
  return { stack: String(stack), from: String(from) };
}

/**
 * Checks the configuration of a Pulumi stack.
 * @param raw values under `seisei:release`, `seisei:pins`, `seisei:hosts`, `seisei:secrets`, `seisei:restore`, `seisei:codeOnly`
 * @param file the name to show in messages, `Pulumi.<stack>.yaml`
 * @throws UserError with every problem, each with its configuration key. No message holds a value of `secrets`.
 */
export function parseSettings(raw: RawSettings, file: string): Settings {
  const problems: string[] = [];
  if (typeof raw.release !== "string") {
    throw new UserError(`${file}: seisei:release: not set; name an annotated tag: pulumi config set release main1.0.0`);
  }
  const pins = mapOfStrings(raw.pins, `${file}: seisei:pins`, problems);
  const hosts = new Map<string, HostSettings>();
  if (!record(raw.hosts) || Object.keys(raw.hosts).length === 0) {
    problems.push(`${file}: seisei:hosts: expected at least one host; Pulumi.prod.yaml shows the form`);
  } else {
    for (const [name, value] of Object.entries(raw.hosts)) {
      const host = parseHost(name, value, file, problems);
      if (host) hosts.set(name, host);
    }
  }
  const secrets: Record<string, Record<string, string>> = {};
  if (raw.secrets !== undefined && !record(raw.secrets)) {
    problems.push(
      `${file}: seisei:secrets: expected a map of stacks; set one with --path 'secrets.STACK.NAME' --secret`,
    );
  } else {
    for (const [stack, values] of Object.entries(raw.secrets ?? {})) {
      secrets[stack] = mapOfStrings(values, `${file}: seisei:secrets.${stack}`, problems);
    }
  }
  const restore = raw.restore === undefined ? {} : { restore: parseRestore(raw.restore, file, problems) };
  const codeOnly = raw.codeOnly ?? [];
  if (!isListOfTexts(codeOnly)) problems.push(`${file}: seisei:codeOnly: expected a list of stacks`);
  throwProblems(problems);
  return { file, release: raw.release, pins, hosts, secrets, codeOnly: codeOnly as string[], ...restore };
}
