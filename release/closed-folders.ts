import { posix } from "node:path";
import type { StackRelease } from "./types.ts";
import { isMapping, type Mapping } from "./yaml-file.ts";

/**
 * Folders in which there is nothing but the release's files: services mount them whole, all of them only to read, and
 * nothing writable is mounted at, above or below. Left out is what is looked at otherwise: modules, and folders that a
 * process loads.
 * @returns every folder with files of the release, relative to the stack's folder, sorted
 */
export function closedFolders({
  composeFile,
  files,
  definition: { addons, loaded },
}: Pick<StackRelease, "composeFile" | "files" | "definition">): string[] {
  const { services } = composeFile.data as { services?: Mapping };
  const mounts = Object.values(services ?? {}).flatMap((service) =>
    isMapping(service) && Array.isArray(service.volumes) ? service.volumes.flatMap((volume) => mountOf(volume)) : [],
  );
  const writable = mounts.filter(({ readOnly }) => !readOnly).map(({ path }) => path);
  const closed = mounts.filter(
    ({ path }) => path !== "." && !writable.some((other) => isBelow(path, other) || isBelow(other, path)),
  );
  const elsewhere = [...addons, ...loaded.flatMap(({ files }) => files)];
  const folders = new Set([...files.keys()].map((path) => posix.dirname(path)));
  return [...folders]
    .filter((folder) => closed.some(({ path }) => isBelow(folder, path)))
    .filter((folder) => !elsewhere.some((path) => isBelow(folder, path)))
    .sort();
}

interface Mount {
  readonly path: string;
  readonly readOnly: boolean;
}

/** A bind mount of something in the stack's folder, in the short or the long form. */
function mountOf(volume: unknown): Mount[] {
  const long = isMapping(volume) ? volume : undefined;
  const [, short, options = ""] = /^(\.{1,2}(?:\/[^:]*)?):[^:]*(?::(.*))?$/.exec(String(volume)) ?? [];
  const source = long ? (long.type === "bind" ? long.source : undefined) : short;
  if (typeof source !== "string" || /^[/~$]/.test(source)) return [];
  const readOnly = long ? long.read_only === true : options.split(",").includes("ro");
  return [{ path: posix.normalize(source).replace(/\/$/, ""), readOnly }];
}

const isBelow = (path: string, folder: string) => folder === "." || path === folder || path.startsWith(`${folder}/`);
