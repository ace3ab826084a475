import { dockerVolumes, mountPoint } from "../release/data-volume.ts";
import type { StackRelease } from "../release/release.ts";
import type { DataVolume } from "./data-volume.ts";
import type { DockerHost } from "./docker-host.ts";
import type { Settings } from "./settings.ts";
import { settingsFile } from "./settings-file.ts";

/** What the volumes of these stacks need of their hosts and do not have, in words. */
export function dataVolumeProblems({ file, hosts }: Settings, stacks: readonly StackRelease[]): string[] {
  const withVolume = stacks.filter(({ definition }) => definition.data?.volume);
  const taken = new Map<string, string>();
  return withVolume.flatMap(({ name, definition, whereIs }) => {
    const { device } = definition.data!.volume!;
    const host = hosts.get(definition.host);
    const problems = (["instance", "zone"] as const)
      .filter((key) => host && host[key] === undefined)
      .map((key) => {
        const path = `hosts.${definition.host}.${key}`;
        const at = `${settingsFile(file).at(["hosts", definition.host])}: seisei:${path}: not set`;
        return `${at}, the volume at ${whereIs("data", "volume")} requires it; \`pulumi config set --path '${path}' …\``;
      });
    const other = taken.get(`${definition.host} ${device}`);
    taken.set(`${definition.host} ${device}`, name);
    if (other) {
      problems.push(
        `${whereIs("data", "volume", "device")}: data.volume.device: expected a name that no other volume of ${definition.host} has, got ${device}, as ${other} has; choose another`,
      );
    }
    return problems;
  });
}

/**
 * Registers the volumes of the stacks that have one: stack → what its `ComposeStack` is given of it.
 * AWS's SDK is loaded for those alone.
 */
export async function dataVolumes(
  hosts: ReadonlyMap<string, DockerHost>,
  stacks: readonly StackRelease[],
): Promise<Map<string, { data: DataVolume }>> {
  const volumes = new Map<string, { data: DataVolume }>();
  for (const { name, definition, composeFile } of stacks) {
    const wanted = definition.data?.volume;
    if (!wanted) continue;
    const { DataVolume } = await import("./data-volume.ts");
    const host = hosts.get(definition.host)!;
    const { root, instance, zone } = host.settings;
    const { id, size, type, device, folders } = wanted;
    const data = new DataVolume(`${name}-data`, {
      stack: name,
      source: id === undefined ? { size: size!, type } : { id },
      deviceName: device,
      instance: { id: instance!, zone: zone! },
      connection: host.connection,
      mountPoint: mountPoint(name),
      volumes: dockerVolumes(wanted.volumes, composeFile, name),
      folders: Object.fromEntries(folders.map((folder) => [folder, `${root}/stacks/${name}/${folder}`])),
    });
    volumes.set(name, { data });
  }
  return volumes;
}
