import { dirname } from "node:path";
import type { StackPlace } from "../checks/check.ts";
import { quote } from "../session.ts";
import type { Snapshot } from "../snapshot.ts";
import type { TraefikExpected } from "./expected-routes.ts";

/** Whether a container of the service runs, with such a health. */
export const runs = (project: string, service: string, { containers }: Snapshot, healths: RegExp) =>
  containers.some(
    (one) => one.project === project && one.service === service && one.state === "running" && healths.test(one.health),
  );

/**
 * Whether the stack that runs Traefik is told to be changed by hand: its container, or files that its last deploy left.
 * Then what differs in the routes of other stacks may follow from that.
 */
export async function traefikChanged({ host, folder, state }: StackPlace, { stack, service }: TraefikExpected) {
  const { settings } = await host.snapshot();
  if (settings.some((change) => change.stack === stack && change.service === service)) return true;
  const manifest = quote(`${dirname(state)}/${stack}/current/manifest`);
  const check = `cd ${quote(`${dirname(folder)}/${stack}`)} && sha256sum -c --status ${manifest}`;
  const script = `[ ! -r ${manifest} ] || ( ${check} ) 2>/dev/null || echo changed`;
  return (await host.read(script, "Traefik's files")).trim() === "changed";
}

/** Those files of Traefik's own configuration that are not as released: their own finding tells it. */
export async function changedFiles(
  { host, folder }: StackPlace,
  { dynamic, static: static_ }: TraefikExpected,
  files: Readonly<Record<string, string>>,
): Promise<string[]> {
  const isIn = (path: string, place: string | undefined) => path === place || path.startsWith(`${place}/`);
  const paths = Object.keys(files).filter((path) => isIn(path, dynamic) || isIn(path, static_));
  const found = await host.files(paths.map((path) => `${folder}/${path}`));
  return paths.filter((path) => found.get(`${folder}/${path}`) !== files[path]);
}

/** Files below Traefik's dynamic folder that the release does not have, that Traefik reads, and that name something. */
export async function unknownFilesWith(
  { host, folder }: StackPlace,
  dynamic: string,
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<string[]> {
  const naming = `find -L ${quote(dynamic)} -type f -exec grep -lF -e ${quote(name)} {} + 2>/dev/null`;
  const found = await host.read(`cd ${quote(folder)} && ${naming} || true`, "Traefik's dynamic files");
  return found.split("\n").filter((path) => /\.(ya?ml|toml)$/i.test(path) && !(path in files));
}
