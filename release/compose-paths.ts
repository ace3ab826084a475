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

/** With the sources of bind mounts from the stack's folder. */
export function relocatedService(service: Mapping, folder: string): Mapping {
  if (folder === "." || !Array.isArray(service.volumes)) return service;
  const volumes = service.volumes.map((volume: unknown) => {
    if (isMapping(volume))
      return volume.type === "bind" && typeof volume.source === "string"
        ? { ...volume, source: moved(volume.source, folder) }
        : volume;
    const [, source, rest] = /^(\.{1,2}(?:\/[^:]*)?)(:.*)$/.exec(String(volume)) ?? [];
    return source === undefined ? volume : `${moved(source, folder)}${rest}`;
  });
  return { ...service, volumes };
}

function moved(path: string, folder: string): string {
  if (folder === "." || /^[/~$]/.test(path)) return path;
  const joined = posix.join(folder, path);
  return joined.startsWith("../") ? joined : `./${joined}`;
}
