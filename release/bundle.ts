import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { parse, stringify } from "yaml";
import { OVERRIDE } from "./compose-files.ts";
import { mergeCompose } from "./compose-merge.ts";
import { loadedTable } from "./loaded.ts";
import type { ServiceRelease, StackDefinition, TrackedFile } from "./types.ts";

export interface BundleContent {
  readonly definition: StackDefinition;
  readonly files: ReadonlyMap<string, TrackedFile>;
  readonly services: ReadonlyMap<string, ServiceRelease>;
  /** Names of the external networks. */
  readonly networks: readonly string[];
  /** Volumes that Compose makes without any options: key in the compose file → Docker's name. */
  readonly plainVolumes: ReadonlyMap<string, string>;
}

/**
 * The tar that is copied to the host, the same bytes for the same content:
 * `apply.sh`, `compose.override.yml`, `dumps/<service>/` with `dump`, `restore` and `check` (what stack.yaml has of them),
 * `health`, `loaded` (when stack.yaml has it), `manifest`, `postgres` (likewise), `services`, `settings`, `volumes` (where Compose
 * makes some), then `files/<path>` with git's modes.
 */
export async function bundle(
  { definition, files, services, networks, plainVolumes }: BundleContent,
  applyScript: string,
): Promise<Buffer> {
  const tar = pack();
  const add = (name: string, content: string | Buffer, executable = false) =>
    tar.entry({ name, mode: executable ? 0o755 : 0o644, mtime: new Date(0), uid: 0, gid: 0 }, content);
  add("apply.sh", applyScript, true);
  add("compose.override.yml", overrideFile(services, files.get(OVERRIDE)?.content.toString()));
  const { data } = definition;
  for (const { service, ...commands } of data?.dumps ?? [])
    for (const [name, command] of Object.entries(commands).sort()) add(`dumps/${service}/${name}`, `${command}\n`);
  add("health", lines(definition.health));
  if (definition.loaded.length > 0) add("loaded", loadedTable(definition.loaded));
  add("manifest", manifest(files));
  if (data?.postgres.length) add("postgres", lines(data.postgres));
  add("services", servicesTable(services));
  const keep = data ? [`keep=${data.keep}`] : [];
  add("settings", lines([`timeout=${definition.timeout}`, ...keep, ...networks.map((name) => `network=${name}`)]));
  if (plainVolumes.size > 0) add("volumes", lines([...plainVolumes].map((volume) => volume.join("\t"))));
  for (const [path, { content, executable }] of files) add(`files/${path}`, content, executable);
  tar.finalize();
  return buffer(tar);
}

/**
 * Pins each service to its digest; the compose file stays as its author wrote it.
 * @param own the stack's own override file, which a deploy reads as a part of this one
 */
export function overrideFile(services: ReadonlyMap<string, ServiceRelease>, own = ""): string {
  const pinned = Object.fromEntries([...services].map(([name, { reference }]) => [name, { image: reference }]));
  return stringify(mergeCompose(parse(own, { merge: true }), { services: pinned }), { lineWidth: 0 });
}

/** Lines `<sha256>  <path>`, as `sha256sum -c` reads them in the stack's folder. */
function manifest(files: ReadonlyMap<string, TrackedFile>): string {
  return lines([...files].map(([path, { sha256 }]) => `${sha256}  ${path}`));
}

/** Columns parted by tabs: service, reference, `service` or `one-shot`, replicas, then one for each tracked mount. */
function servicesTable(services: ReadonlyMap<string, ServiceRelease>): string {
  return lines(
    [...services].map(([name, { reference, oneShot, replicas, mounts }]) =>
      [name, reference, oneShot ? "one-shot" : "service", replicas, ...mounts].join("\t"),
    ),
  );
}

function lines(items: readonly string[]): string {
  return items.map((item) => `${item}\n`).join("");
}
