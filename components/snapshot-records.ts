/** A snapshot of a stack's data volume that the program manages. Nothing in it is secret. */
export interface SnapshotRecord {
  /** Name of its resource, which is also its tag `Name`. @example "shop-data-main1.0.0-1" */
  readonly resource: string;
  readonly stack: string;
  /** The volume that it was taken of. */
  readonly volumeId: string;
  /** @example "snap-0abcd1234ef567890" */
  readonly id: string;
  /** The release whose data it holds. */
  readonly holds: string;
  /** The release that came then. */
  readonly before: string;
  /** Commit of the tag of `holds`. */
  readonly commit: string;
  /** `contentHash` of the stack in `holds`. */
  readonly content: string;
  /** ISO 8601, UTC: the moment before it was asked for, when the databases had written what they had. */
  readonly takenAt: string;
  /** Somebody has deleted it: it leaves the state with the next update. */
  readonly gone?: true;
  /** There are more than `data.snapshots` keeps: AWS deletes it when the next snapshot of the stack is taken. */
  readonly leaves?: true;
  /** What AWS says of it, asked in this run of the program. Absent: completed, or not asked. */
  readonly state?: "pending" | "failed";
}

/** The tag by which the snapshots of a Pulumi stack are found; its value is `<project>/<stack>`. */
export const OWNER_TAG = "seisei:pulumi";

type Told = Omit<SnapshotRecord, "id" | "volumeId" | "gone" | "leaves" | "state">;

/** What a snapshot tells of itself in AWS, whatever becomes of the state. */
export function snapshotTags(owner: string, told: Told): Record<string, string> {
  return {
    Name: told.resource,
    [OWNER_TAG]: owner,
    "seisei:stack": told.stack,
    "seisei:release": told.holds,
    "seisei:before": told.before,
    "seisei:commit": told.commit,
    "seisei:content": told.content,
    "seisei:taken": told.takenAt,
  };
}

/** @example "main1.0.0, before main1.0.1" */
export const snapshotDescription = ({ holds, before }: Pick<SnapshotRecord, "holds" | "before">) =>
  `${holds}, before ${before}`;

/**
 * The record of a snapshot by its tags. What a person took off is guessed from the name, or is empty.
 * @param name of its resource
 * @returns undefined when it is none of a stack's data
 */
export function snapshotRecord(
  name: string,
  { id, volumeId, tags = {} }: Pick<SnapshotRecord, "id" | "volumeId"> & { tags?: Readonly<Record<string, string>> },
): SnapshotRecord | undefined {
  const [, named, release] = /^(.+)-data-(.+)-\d+$/.exec(name) ?? [];
  const stack = tags["seisei:stack"] ?? named;
  if (!stack) return undefined;
  return {
    ...{ resource: name, stack, volumeId, id },
    holds: tags["seisei:release"] ?? release ?? "",
    before: tags["seisei:before"] ?? "",
    commit: tags["seisei:commit"] ?? "",
    content: tags["seisei:content"] ?? "",
    takenAt: tags["seisei:taken"] ?? "",
  };
}

/** URN → type and outputs of a resource, as the engine has them in the state. */
type Resources = Readonly<Record<string, { readonly type: string; readonly outputs?: Record<string, unknown> }>>;

/** What the state says about snapshots. */
export interface SnapshotState {
  /** By stack and age, the oldest first. */
  readonly records: readonly SnapshotRecord[];
  /** Stacks that have the component of their snapshots. */
  readonly stacks: readonly string[];
  /** Stacks that were told to write what they had. */
  readonly quiesced: readonly string[];
}

/** The snapshots among the resources of the state: these, and not an output, since an update may end at any place. */
export function snapshotState(resources: Resources): SnapshotState {
  const of = (type: string) =>
    Object.entries(resources)
      .filter(([, resource]) => resource.type === type)
      // biome-ignore lint/suspicious/noExplicitAny: outputs as the provider's schema has them
      .map(([urn, { outputs = {} }]) => ({ urn, name: urn.split("::").at(-1)!, outputs: outputs as any }));
  const components = of("seisei:index:StackSnapshots");
  const leaves: string[] = components.flatMap(({ outputs }) => outputs.leaves ?? []);
  const records = of("aws:ebs/snapshot:Snapshot")
    .filter(({ urn }) => urn.includes("seisei:index:StackSnapshots$"))
    .flatMap(({ name, outputs: { arn, volumeId, tags } }) => {
      const record = snapshotRecord(name, { id: String(arn).split("/").at(-1)!, volumeId, tags });
      return record ? [leaves.includes(name) ? { ...record, leaves: true as const } : record] : [];
    });
  const own = (names: readonly { name: string }[], end: string) =>
    names.flatMap(({ name }) => (name.endsWith(end) ? [name.slice(0, -end.length)] : []));
  return {
    records: byAge(records),
    stacks: own(components, "-snapshots"),
    quiesced: own(of("command:remote:Command"), "-quiesce"),
  };
}

/** Whether a snapshot holds the data as a release left it; `content` is `contentHash` of the stack in that release. */
export const holdsData = (snapshot: SnapshotRecord, { from, content }: { from: string; content: string }): boolean =>
  snapshot.holds === from || snapshot.content === content;

/** By the number in their names where times are the same or not known. */
export function byAge(records: readonly SnapshotRecord[]): SnapshotRecord[] {
  const order = (a: SnapshotRecord, b: SnapshotRecord) =>
    a.stack.localeCompare(b.stack) || a.takenAt.localeCompare(b.takenAt) || snapshotNumber(a) - snapshotNumber(b);
  return records.toSorted(order);
}

/** The number at the end of its name, which no two snapshots of a stack share. */
export const snapshotNumber = ({ resource }: Pick<SnapshotRecord, "resource">) =>
  Number(/\d+$/.exec(resource)?.[0] ?? 0);
