import { dockerVolumes, mountPoint } from "../release/data-volume.ts";
import type { StackRelease } from "../release/release.ts";
import type { VolumeDefinition } from "../release/types.ts";
import type { DataVolume } from "./data-volume.ts";
import type { State } from "./deployed.ts";
import type { DockerHost } from "./docker-host.ts";
import type { Settings } from "./settings.ts";
import { settingsFile } from "./settings-file.ts";
import type { VolumePlan } from "./volume-plan.ts";

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
 * What stands against the volumes of these stacks, by the state, in words: a release that leaves a stack's data behind, or
 * wants it on another volume or on another instance.
 */
export function volumeChangeProblems(
  { hosts }: Settings,
  stacks: readonly StackRelease[],
  { stacks: deployed, volumes }: State,
): string[] {
  return stacks.flatMap(({ name, release, definition, whereIs }) => {
    const live = deployed[name]?.volume?.number ?? 1;
    const present = volumes.get(name)?.find(({ number }) => number === live);
    if (!present?.volumeId) return [];
    const { volumeId, instanceId } = present;
    const volume = definition.data?.volume;
    if (!volume) {
      return [
        `${whereIs("data")}: data.volume: expected a volume, got none in ${release}: ${name} keeps its data on ${volumeId} and would start without it; choose a release that has \`data.volume\``,
      ];
    }
    if (live === 1 && volume.id !== undefined && volume.id !== volumeId) {
      return [
        `${whereIs("data", "volume", "id")}: data.volume.id: expected ${volumeId}, which has the data of ${name}, got ${volume.id}; correct it, or bring data back with \`seisei:restore\``,
      ];
    }
    const instance = hosts.get(definition.host)?.instance;
    if (instanceId === undefined || instance === undefined || instance === instanceId) return [];
    return [
      `${whereIs("host")}: host: ${name} keeps its data on ${volumeId}, which is attached to ${instanceId}, and ${definition.host} is ${instance}; take it off there first: \`docker compose --project-name ${name} down\` and \`sudo umount ${mountPoint(name)}\` on the host, \`aws ec2 detach-volume --volume-id ${volumeId}\`, then \`pulumi refresh\``,
    ];
  });
}

/**
 * Registers the volumes of the stacks that have one: stack → what its `ComposeStack` is given of it.
 * AWS's SDK is loaded for those alone.
 * @param plans which volume it is, for each of them
 */
export async function dataVolumes(
  hosts: ReadonlyMap<string, DockerHost>,
  stacks: readonly StackRelease[],
  plans: (name: string, volume: VolumeDefinition) => VolumePlan,
): Promise<Map<string, { data: DataVolume }>> {
  const volumes = new Map<string, { data: DataVolume }>();
  for (const { name, definition, composeFile } of stacks) {
    const wanted = definition.data?.volume;
    if (!wanted) continue;
    const { DataVolume } = await import("./data-volume.ts");
    const { root, instance, zone } = hosts.get(definition.host)!.settings;
    const { id, type, device, folders } = wanted;
    const data = new DataVolume(`${name}-data`, {
      stack: name,
      plan: plans(name, wanted),
      type,
      ...(id !== undefined && { existing: id }),
      deviceName: device,
      instance: { id: instance!, zone: zone! },
      mountPoint: mountPoint(name),
      volumes: dockerVolumes(wanted.volumes, composeFile, name),
      folders: Object.fromEntries(folders.map((folder) => [folder, `${root}/stacks/${name}/${folder}`])),
    });
    volumes.set(name, { data });
  }
  return volumes;
}
