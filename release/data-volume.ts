import { posix } from "node:path";
import type { Compose } from "./compose.ts";
import { relativeSource } from "./mounts.ts";
import type { VolumeDefinition } from "./types.ts";
import { isMapping, type Mapping, type YamlFile } from "./yaml-file.ts";

/**
 * What is wrong with the key `data.volume` of a stack.yaml beside the other files of its folder, in words.
 * @param tracked paths of the stack's files in git, relative to its folder
 */
export function dataVolumeProblems(
  volume: VolumeDefinition,
  source: YamlFile,
  compose: Compose,
  tracked: readonly string[],
): string[] {
  const problems: string[] = [];
  const say = (key: (string | number)[], rest: string) => {
    const path = ["data", "volume", ...key];
    problems.push(`${source.at(path)}: ${path.filter((part) => typeof part === "string").join(".")}: expected ${rest}`);
  };
  if ((volume.size === undefined) === (volume.id === undefined)) {
    const got = volume.id === undefined ? "neither" : "both";
    say(
      [],
      `\`size\`, for a volume that is to be made, or \`id\`, for one that is there, got ${got}; write one of them`,
    );
  }
  if (volume.volumes.length + volume.folders.length === 0)
    say([], "`volumes` or `folders` that are placed on it, got none; name them, or remove the key");
  const used = services(compose).flatMap(({ volumes }) => list(volumes));
  const declared = mapping(mapping(compose.source.data).volumes);
  for (const [index, name] of volume.volumes.entries()) {
    const own = mapping(declared[name]);
    if (!(name in declared)) {
      const known = Object.keys(declared).join(", ") || "there is none";
      say(["volumes", index], `a named volume of docker-compose.yml (${known}), got ${name}; correct it`);
    } else if (own.external || own.driver || own.driver_opts || String(own.name).includes("$")) {
      const what = "`external`, `driver`, `driver_opts` or a name that depends on the host's environment";
      say(["volumes", index], `a volume that Compose makes as it is, got ${name} with ${what}; remove that there`);
    }
  }
  for (const [index, folder] of volume.folders.entries()) {
    const mounted = used.some((one) => posix.normalize(relativeSource(one) ?? "").replace(/\/$/, "") === folder);
    if (!mounted)
      say(["folders", index], `a folder that a service mounts, \`./${folder}:…\`, got ${folder}; correct it`);
    const known = tracked.find((file) => file.startsWith(`${folder}/`));
    if (known)
      say(["folders", index], `a folder that git does not know, got ${folder}, which has ${known}; use another`);
  }
  return problems;
}

/** Where the volume with a stack's data is mounted on its host. */
export const mountPoint = (stack: string) => `/mnt/seisei/${stack}`;

/** The names that Docker has for named volumes: name in docker-compose.yml → Docker's. */
export function dockerVolumes(names: readonly string[], composeFile: YamlFile, stack: string): Record<string, string> {
  const declared = mapping(mapping(composeFile.data).volumes);
  return Object.fromEntries(names.map((name) => [name, String(mapping(declared[name]).name ?? `${stack}_${name}`)]));
}

const services = ({ source }: Compose): Mapping[] =>
  Object.values(mapping(mapping(source.data).services)).filter(isMapping);
const mapping = (value: unknown): Mapping => (isMapping(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
