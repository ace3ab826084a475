/** A data volume in the state, with its attachment. */
export interface KnownVolume {
  /** 1 for the stack's first volume; each restore from a snapshot makes the next one. */
  readonly number: number;
  /** Absent while it was never attached. @example "vol-0abcd1234ef567890" */
  readonly volumeId?: string;
  /** The instance that it is attached to. */
  readonly instanceId?: string;
  /** GiB. */
  readonly size?: number;
  /** The snapshot that it was made from. */
  readonly snapshotId?: string;
  /** The release whose data that snapshot holds. */
  readonly from?: string;
}

/** Stack → its volumes in the state, by their numbers. */
export type KnownVolumes = ReadonlyMap<string, readonly KnownVolume[]>;

/** URN → type and outputs, as the engine gives them. */
export type StateResources = Readonly<Record<string, { type: string; outputs?: Record<string, unknown> }>>;

/** The tag of a volume that was made from a snapshot: the release whose data it holds. */
export const RESTORED_FROM = "seisei:restored-from";

/** The name of a volume's resource: `shop-data`, then `shop-data-2`. */
export const volumeName = (stack: string, number: number) => `${stack}-data${number === 1 ? "" : `-${number}`}`;

/** The data volumes among the resources of the state. */
export function knownVolumes(resources: StateResources): KnownVolumes {
  const named = (type: string) =>
    Object.entries(resources)
      .filter(([, resource]) => resource.type === type)
      .map(([urn, { outputs = {} }]) => [urn.split("::").at(-1)!, outputs] as const);
  const attachments = new Map(named("aws:ec2/volumeAttachment:VolumeAttachment"));
  const volumes = new Map<string, KnownVolume[]>();
  for (const [name, { size, snapshotId, tags }] of named("aws:ebs/volume:Volume")) {
    const [, stack, number = "1"] = /^(.+)-data(?:-(\d+))?$/.exec(name) ?? [];
    if (!stack) continue;
    const { volumeId, instanceId } = attachments.get(`${name}-attachment`) ?? {};
    const from = (tags as Record<string, string> | undefined)?.[RESTORED_FROM];
    const known = { number: Number(number), volumeId, instanceId, size, snapshotId: snapshotId || undefined, from };
    volumes.set(stack, [...(volumes.get(stack) ?? []), known as KnownVolume]);
  }
  for (const own of volumes.values()) own.sort((a, b) => a.number - b.number);
  return volumes;
}
