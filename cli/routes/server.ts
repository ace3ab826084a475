import { writeSshFiles } from "../../components/ssh-files.ts";
import { openHost } from "../../live/host.ts";
import { askTraefik } from "../../live/traefik/ask.ts";
import { UserError } from "../../release/errors.ts";
import type { StackRelease } from "../../release/types.ts";
import { workTreeStacks } from "../docs/work-tree-stacks.ts";
import { serverSettings } from "../drift/server-settings.ts";
import { liveTable } from "./live.ts";
import { type HostTable, tablesOf } from "./table.ts";

/** What the command line says of the host. */
export interface ServerOptions {
  readonly server?: string;
  readonly "ssh-key"?: string;
  readonly "ssh-user"?: string;
  readonly port?: string;
  readonly "host-key"?: string;
  readonly "known-hosts"?: string;
}

/** Options of every command that can ask a host, for its usage. */
export const serverOptions = {
  server: { value: "HOST", text: "the Traefik that runs on a host: its address, or its name in a Pulumi.<stack>.yaml" },
  "ssh-key": { value: "FILE", text: "private key; else the one of Pulumi.<stack>.yaml, else the SSH agent's" },
  "ssh-user": { value: "USER", text: "else the one of Pulumi.<stack>.yaml, else ubuntu" },
  port: { value: "N", text: "of SSH; else the one of Pulumi.<stack>.yaml, else 22" },
  "host-key": { value: "KEY", text: '"ssh-ed25519 AAAA…"; else the one pinned in Pulumi.<stack>.yaml' },
  "known-hosts": { value: "FILE", text: "an OpenSSH file that has the host's key" },
} as const;

/**
 * The routes to look at: those of the work tree's stacks, or with `--server` those of the Traefik that runs there.
 * @throws UserError when the host, or its Traefik, does not answer
 */
export async function chosenTables(project: string, options: ServerOptions): Promise<ReturnType<typeof tablesOf>> {
  const stacks = await workTreeStacks(project);
  if (options.server === undefined) {
    const other = Object.keys(serverOptions).find((name) => options[name as keyof ServerOptions] !== undefined);
    if (other) throw new UserError(`--${other} goes with --server HOST; \`--help\` lists what goes together`);
    return tablesOf(stacks);
  }
  const table = await serverTable(project, { ...options, server: options.server }, stacks);
  return { tables: [table], findings: table.findings };
}

async function serverTable(
  project: string,
  options: ServerOptions & { readonly server: string },
  stacks: readonly StackRelease[],
): Promise<HostTable> {
  const settings = await serverSettings(project, options);
  const traefik = stacks.filter(({ definition }) => definition.traefik);
  const own =
    traefik.find(({ definition }) => definition.host === settings.name) ??
    (traefik.length === 1 ? traefik[0] : undefined);
  if (!own) {
    throw new UserError(
      `--server ${options.server}: expected a stack of ${settings.name} that says in stack.yaml how to ask its Traefik (\`traefik\`), got none; add the key, or name a host that has one`,
    );
  }
  const { api } = own.definition.traefik!;
  const host = openHost(writeSshFiles([settings], `server-${settings.name}`), settings.name, settings.root);
  const answer = await askTraefik(host, api, 0);
  if ("why" in answer)
    throw new UserError(`${settings.name}: could not check the routes: ${answer.why}; ${answer.next}`);
  const [known] = tablesOf(stacks).tables.filter(({ host: name }) => name === own.definition.host);
  const sources = new Map(known?.routes.map(({ protocol, name, source }) => [`${protocol} ${name}`, source]));
  const live = liveTable(settings.name, `${settings.name} ${api}`, answer, sources);
  // What Traefik makes itself is not among what it was asked for.
  const internal = known?.routers.filter(({ route }) => route.name.endsWith("@internal")) ?? [];
  return {
    ...live,
    routers: [...internal, ...live.routers],
    routes: [...internal.map(({ route }) => route), ...live.routes],
    ...(known ? { entryPointOf: known.entryPointOf } : {}),
  };
}
