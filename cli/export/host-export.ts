import { openHost } from "../../live/host.ts";
import { notUnderstood } from "../../live/failures.ts";
import { formatHashLock, moduleHashes } from "../../release/locks.ts";
import type { Target } from "../drift/targets.ts";
import { dockerStateScript, parseDockerState } from "./docker-state.ts";
import { addonsHashScript, composeHashScript, parseHashes } from "./hashes.ts";
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
  const addons = stacks.flatMap((stack) => stack.definition.addons.map((folder) => `stacks/${stack.name}/${folder}`));
  const [docker, compose, modules, routes] = await Promise.all([
    host.read(dockerStateScript, "what Docker runs"),
    host.read(composeHashScript(root), "the compose files"),
    host.read(addonsHashScript(root, addons), "the addons"),
    host.read(traefikScript, "Traefik's routers"),
  ]);
  const state = parseDockerState(docker);
  const traefik = parseTraefik(routes);
  if (!state) throw notUnderstood(name, "what Docker runs");
  if (!traefik) throw notUnderstood(name, "Traefik's routers");
  const files = new Map([...parseHashes(modules)].map(([path, sha256]) => [path, { sha256 }]));
  return {
    "docker_state.json": json(state),
    "traefik_routers.json": json(traefik),
    "compose_sha256.txt": formatHashLock(parseHashes(compose)),
    "odoo_addons.hash": formatHashLock(moduleHashes(addons, files)),
  };
}

const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
