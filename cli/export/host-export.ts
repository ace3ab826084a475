import { readModules } from "../../live/checks/modules.ts";
import { dumpsOf } from "../../live/dumps.ts";
import { type LiveHost, openHost } from "../../live/host.ts";
import { notUnderstood } from "../../live/failures.ts";
import { formatHashLock, moduleHashes } from "../../release/locks.ts";
import type { StackRelease } from "../../release/release.ts";
import type { Target } from "../drift/targets.ts";
import { dockerStateScript, parseDockerState } from "./docker-state.ts";
import { composeHashScript, parseHashes } from "./hashes.ts";
import { parseTraefik, traefikScript } from "./traefik.ts";

/** Files of an export by name. None holds a secret: of variables there are the names. */
export type ExportFiles = Readonly<Record<string, string>>;

/**
 * Reads what a host runs, over the connection that its drift check has open.
 * @throws UserError when something could not be read: half an export is none
 */
export async function exportHost({ settings, sshConfig, stacks }: Target): Promise<ExportFiles> {
  const { name, root } = settings;
  const host = openHost(sshConfig, name, root);
  const withData = stacks.filter(({ definition }) => definition.data).map((stack) => stack.name);
  const [docker, compose, modules, routes, dumps] = await Promise.all([
    host.read(dockerStateScript, "what Docker runs"),
    host.read(composeHashScript(root), "the compose files"),
    Promise.all(stacks.map((stack) => moduleHashesOn(host, root, stack))),
    host.read(traefikScript, "Traefik's routers"),
    withData.length > 0 ? dumpsOf(host, root, withData) : undefined,
  ]);
  const state = parseDockerState(docker);
  const traefik = parseTraefik(routes);
  if (!state) throw notUnderstood(name, "what Docker runs");
  if (!traefik) throw notUnderstood(name, "Traefik's routers");
  return {
    "docker_state.json": json(state),
    "traefik_routers.json": json(traefik),
    "compose_sha256.txt": formatHashLock(parseHashes(compose)),
    "odoo_addons.hash": formatHashLock(new Map(modules.flat())),
    ...(dumps ? { "data_dumps.json": json(dumps) } : {}),
  };
}

/** Hash by path below `root`: the same files and the same hash as the drift check has. */
async function moduleHashesOn(host: LiveHost, root: string, { name, definition }: StackRelease) {
  const { addons } = definition;
  const found = addons.length > 0 ? await readModules(host, `${root}/stacks/${name}`, addons) : new Map();
  return [...moduleHashes(addons, found)].map(([path, hash]) => [`stacks/${name}/${path}`, hash] as const);
}

const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
