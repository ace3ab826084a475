import { posix } from "node:path";
import { isMapping, type Mapping } from "./yaml-file.ts";

/** With the paths of configs and secrets from the stack's folder. */
export function relocated(data: Mapping, folder: string): Mapping {
  const files = (kind: unknown) =>
    isMapping(kind)
      ? Object.fromEntries(
          Object.entries(kind).map(([name, one]) => [
            name,
            isMapping(one) && typeof one.file === "string" ? { ...one, file: moved(one.file, folder) } : one,
          ]),
        )
      : kind;
  const { configs, secrets, ...rest } = data;
  return {
    ...rest,
    ...(configs === undefined ? {} : { configs: files(configs) }),
    ...(secrets === undefined ? {} : { secrets: files(secrets) }),
  };
}

/** With the sources of bind mounts, and files of variables, from the stack's folder. */
export function relocatedService(service: Mapping, folder: string): Mapping {
  if (folder === ".") return service;
  const { volumes, env_file: files } = service;
  return {
    ...service,
    ...(Array.isArray(volumes) ? { volumes: volumes.map((volume) => relocatedVolume(volume, folder)) } : {}),
    ...(files === undefined ? {} : { env_file: [files].flat().map((file) => relocatedFile(file, folder)) }),
  };
}

function relocatedVolume(volume: unknown, folder: string): unknown {
  if (isMapping(volume)) {
    const { type, source } = volume;
    return type === "bind" && typeof source === "string" ? { ...volume, source: moved(source, folder) } : volume;
  }
  const [, source, rest] = /^(\.{1,2}(?:\/[^:]*)?)(:.*)$/.exec(String(volume)) ?? [];
  return source === undefined ? volume : `${moved(source, folder)}${rest}`;
}

function relocatedFile(file: unknown, folder: string): unknown {
  if (isMapping(file)) return { ...file, path: relocatedFile(file.path, folder) };
  return posix.normalize(moved(String(file), folder));
}

function moved(path: string, folder: string): string {
  if (folder === "." || /^[/~$]/.test(path)) return path;
  const joined = posix.join(folder, path);
  return joined.startsWith("../") ? joined : `./${joined}`;
}
