import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { type HostSettings, parseSettings } from "../../components/settings.ts";
import { UserError } from "../../release/errors.ts";
import { isMapping, type Mapping } from "../../release/yaml-file.ts";
import { configFiles, readConfigFile } from "./config-file.ts";

/** What the command line says of a host. */
export interface ServerOptions {
  /** Its address, or its name in a `Pulumi.<stack>.yaml`. */
  readonly server: string;
  readonly "ssh-key"?: string;
  readonly "ssh-user"?: string;
  readonly port?: string;
  readonly root?: string;
  readonly "host-key"?: string;
  readonly "known-hosts"?: string;
  readonly tag?: string;
}

const usual = { user: "ubuntu", root: "/opt/seisei-main" };

/**
 * What is needed to reach a host: the command line first, then what a `Pulumi.<stack>.yaml` says of it.
 * @throws UserError when its host key is not known: nothing connects on first sight
 */
export async function serverSettings(project: string, options: ServerOptions): Promise<HostSettings> {
  const { name, known } = findHost(project, options.server);
  const given = {
    ...(options.port === undefined ? {} : { port: /^\d+$/.test(options.port) ? Number(options.port) : options.port }),
    ...(options["ssh-user"] === undefined ? {} : { user: options["ssh-user"] }),
    ...(options["ssh-key"] === undefined ? {} : { privateKeyFile: resolve(options["ssh-key"]) }),
    ...(options.root === undefined ? {} : { root: options.root }),
  };
  const merged: Mapping = { ...usual, address: options.server, ...known, ...given };
  const hostKey = (await givenHostKey(options, merged)) ?? known.hostKey;
  if (hostKey === undefined) throw unknownHostKey(options.server);
  const raw = { release: "", hosts: { [name]: { ...merged, hostKey } } };
  return parseSettings(raw, `--server ${options.server}`).hosts.get(name)!;
}

/** By name or by address; without an entry the address is the name. */
function findHost(project: string, server: string): { name: string; known: Mapping } {
  for (const file of configFiles(project)) {
    const { hosts } = readConfigFile(project, file);
    for (const [name, value] of Object.entries(isMapping(hosts) ? hosts : {})) {
      if (isMapping(value) && (name === server || value.address === server)) return { name, known: value };
    }
  }
  return { name: server, known: {} };
}

async function givenHostKey(options: ServerOptions, { address, port = 22 }: Mapping): Promise<string | undefined> {
  if (options["host-key"] !== undefined) return options["host-key"];
  const file = options["known-hosts"];
  if (file === undefined) return undefined;
  const host = port === 22 ? String(address) : `[${address}]:${port}`;
  // ssh-keygen also finds a host whose name is hashed in the file.
  const { stdout } = await promisify(execFile)("ssh-keygen", ["-F", host, "-f", file]).catch(() => ({ stdout: "" }));
  const key = /^(?!#)\S+ (ssh-ed25519 \S+)/m.exec(stdout)?.[1];
  if (key === undefined) {
    throw new UserError(`--known-hosts ${file}: expected an ed25519 key of ${host}, got none; ${readKey}`);
  }
  return key;
}

const readKey =
  'read it on the server\'s own console with `cat /etc/ssh/ssh_host_ed25519_key.pub` and give it as --host-key "ssh-ed25519 AAAA…"';

function unknownHostKey(server: string): UserError {
  return new UserError(
    `${server}: its host key is not known, so nothing was sent; ${readKey}, as --known-hosts FILE, or pin it in a Pulumi.<stack>.yaml`,
  );
}
