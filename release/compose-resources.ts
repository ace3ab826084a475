import { isMapping, type Mapping } from "./yaml-file.ts";

/** What Compose makes for a stack beside containers, by the names that Docker knows, sorted. */
export interface ComposeResources {
  /** External volumes too: Compose does not start without them. */
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
}

/**
 * The named volumes and the networks that services use. Left out are external networks, which belong to the host, and
 * names that depend on the host's environment.
 * @param stack name of the compose project
 */
export function composeResources(data: Mapping, stack: string): ComposeResources {
  const services = Object.values(isMapping(data.services) ? data.services : {}).filter(isMapping);
  const [volumes, networks] = [mapping(data.volumes), mapping(data.networks)];
  const used = [...new Set(services.flatMap(usedNetworks))].filter((key) => !mapping(networks[key]).external);
  const kept = [...new Set(services.flatMap(usedVolumes))].filter((key) => key in volumes);
  return { volumes: names(kept, volumes, stack), networks: names(used, networks, stack) };
}

/** The named volumes that Compose makes without a driver, an option or a label: key in the compose file → Docker's name. */
export function plainVolumes(data: Mapping, stack: string): ReadonlyMap<string, string> {
  const volumes = mapping(data.volumes);
  const services = Object.values(isMapping(data.services) ? data.services : {}).filter(isMapping);
  const plain = services
    .flatMap(usedVolumes)
    .filter((key) => key in volumes && Object.keys(mapping(volumes[key])).every((option) => option === "name"));
  return new Map([...new Set(plain)].sort().flatMap((key) => names([key], volumes, stack).map((name) => [key, name])));
}

function names(keys: readonly string[], declared: Mapping, stack: string): string[] {
  const all = keys.map((key) => {
    const { name, external } = mapping(declared[key]);
    const old = mapping(external).name; // `external: {name: …}`, Compose file 2
    return String(name ?? old ?? (external ? key : `${stack}_${key}`));
  });
  return [...new Set(all)].filter((name) => !name.includes("$")).sort();
}

function usedNetworks({ networks, network_mode: mode }: Mapping): string[] {
  if (mode !== undefined) return [];
  if (Array.isArray(networks)) return networks.map(String);
  return isMapping(networks) ? Object.keys(networks) : ["default"];
}

function usedVolumes({ volumes }: Mapping): string[] {
  const sources = (Array.isArray(volumes) ? volumes : []).map((volume: unknown) => {
    if (typeof volume === "string") return volume.split(":")[0];
    return isMapping(volume) && volume.type === "volume" ? volume.source : undefined;
  });
  return sources.filter((source) => typeof source === "string");
}

const mapping = (value: unknown): Mapping => (isMapping(value) ? value : {});
