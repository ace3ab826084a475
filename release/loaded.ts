import type { Compose } from "./compose.ts";
import type { LoadedConfiguration } from "./types.ts";
import type { YamlFile } from "./yaml-file.ts";

/** What is wrong with the key `loaded` of a stack.yaml beside the other files of its folder, in words. */
export function loadedProblems(
  loaded: readonly LoadedConfiguration[],
  source: YamlFile,
  compose: Compose,
  tracked: readonly string[],
): string[] {
  const services = loaded.map(({ service }) => service);
  return loaded.flatMap(({ service, files }, index) => {
    const at = (...key: (string | number)[]) => source.at(["loaded", index, ...key]);
    const mounts = compose.services.get(service)?.mounts;
    if (!mounts) {
      const known = [...compose.services.keys()].join(", ");
      return [
        `${at("service")}: loaded: expected a service of docker-compose.yml (${known}), got ${service}; correct it`,
      ];
    }
    if (services.indexOf(service) < index) {
      return [`${at("service")}: loaded: expected each service once, got ${service} twice; join the two entries`];
    }
    const below = (path: string, folder: string) => folder === "." || path === folder || path.startsWith(`${folder}/`);
    return files.flatMap((path, number) => {
      const where = `${at("files", number)}: loaded: expected`;
      if (!tracked.some((file) => below(file, path))) {
        return [`${where} a file or folder that git knows, got ${path}; correct it, or add the file`];
      }
      if (mounts.some((mount) => below(path, mount) || below(mount, path))) return [];
      return [`${where} a path that ${service} mounts, got ${path}; correct it, or mount it in docker-compose.yml`];
    });
  });
}

/** Columns parted by tabs: service, process, then one for each path. */
export function loadedTable(loaded: readonly LoadedConfiguration[]): string {
  return loaded.map(({ service, process, files }) => `${[service, process, ...files].join("\t")}\n`).join("");
}
