import type { StackRelease } from "../../release/types.ts";
import { isMapping, type Mapping } from "../../release/yaml-file.ts";

const mapping = (value: unknown): Mapping => (isMapping(value) ? value : {});

/** A service as docker-compose.yml writes it. */
export function serviceOf({ composeFile }: StackRelease, service: string): Mapping {
  return mapping(mapping(mapping(composeFile.data).services)[service]);
}

/**
 * The networks of a service by the names that Docker knows.
 * @returns undefined for one without networks of its own: the host's, another container's, none
 */
export function networksOf(stack: StackRelease, service: string): string[] | undefined {
  const { networks, network_mode: mode } = serviceOf(stack, service);
  if (mode !== undefined) return undefined;
  const keys = Array.isArray(networks)
    ? networks.map(String)
    : isMapping(networks)
      ? Object.keys(networks)
      : ["default"];
  const declared = mapping(mapping(stack.composeFile.data).networks);
  return keys.map((key) => {
    const { name, external } = mapping(declared[key]);
    const old = mapping(external).name; // `external: {name: …}`, Compose file 2
    return String(name ?? old ?? (external ? key : `${stack.name}_${key}`));
  });
}

/** Services that run for as long as the stack does. */
export const runningServices = ({ services }: StackRelease): string[] =>
  [...services].filter(([, { oneShot, replicas }]) => !oneShot && replicas > 0).map(([name]) => name);
