import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../release/errors.ts";
import { byAge, OWNER_TAG, type SnapshotRecord, snapshotRecord } from "./snapshot-records.ts";

/** The value of `OWNER_TAG` for this Pulumi stack. */
export const snapshotOwner = () => `${pulumi.getProject()}/${pulumi.getStack()}`;

type Filter = { readonly name: string; readonly values: string[] };

/** What AWS is asked about snapshots. */
export interface SnapshotApi {
  /** Ids, newest first. */
  ids(filters: Filter[]): Promise<readonly string[]>;
  one(id: string): Promise<{ volumeId: string; tags: Readonly<Record<string, string>> }>;
}

/** Through the engine and the official plugin, with the configuration that the resources have. */
async function aws(): Promise<SnapshotApi> {
  const { getSnapshotIds } = await import("@pulumi/aws/ebs/getSnapshotIds.js");
  return {
    ids: async (filters) => (await getSnapshotIds({ owners: ["self"], filters })).ids,
    one: async (id) => (await import("@pulumi/aws/ebs/getSnapshot.js")).getSnapshot({ snapshotIds: [id] }),
  };
}

/** What there is in AWS. */
export interface PresentSnapshots {
  /** Those of the state, and those that an update left there when it was cut off; the oldest first. */
  readonly records: readonly SnapshotRecord[];
  /** Ids of others that have failed. */
  readonly useless: readonly string[];
}

/**
 * Asks AWS which of the snapshots are there, and which others are.
 * @param recorded what the state has
 * @throws UserError when AWS could not be asked
 */
export async function askSnapshots(recorded: readonly SnapshotRecord[], api?: SnapshotApi): Promise<PresentSnapshots> {
  try {
    return await compareSnapshots(recorded, api ?? (await aws()));
  } catch (error) {
    throw new UserError(
      `the snapshots of the data volumes could not be checked: ${(error as Error).message}; the AWS credentials and region must allow \`ec2:DescribeSnapshots\``,
    );
  }
}

async function compareSnapshots(recorded: readonly SnapshotRecord[], api: SnapshotApi): Promise<PresentSnapshots> {
  const own: Filter = { name: `tag:${OWNER_TAG}`, values: [snapshotOwner()] };
  const status = (value: string) => api.ids([own, { name: "status", values: [value] }]);
  const [all, pending, failed] = await Promise.all([api.ids([own]), status("pending"), status("error")]);
  const missing = recorded.map(({ id }) => id).filter((id) => !all.includes(id));
  // Somebody may have taken off the tag only.
  const untagged = missing.length > 0 ? await api.ids([{ name: "snapshot-id", values: missing }]) : [];
  const left = all.filter((id) => !recorded.some((record) => record.id === id));
  const adopted = await Promise.all(
    left.filter((id) => !failed.includes(id)).map(async (id) => ({ id, ...(await api.one(id)) })),
  );
  const records = [...recorded];
  for (const one of adopted) {
    const { Name: name = "" } = one.tags;
    const record = records.some(({ resource }) => resource === name) ? undefined : snapshotRecord(name, one); // or a copy
    if (name && record) records.push(record);
  }
  const present = records.map((record): SnapshotRecord => {
    const { id } = record;
    if (missing.includes(id) && !untagged.includes(id)) return { ...record, gone: true };
    if (failed.includes(id)) return { ...record, state: "failed" };
    return pending.includes(id) ? { ...record, state: "pending" } : record;
  });
  return { records: byAge(present), useless: left.filter((id) => failed.includes(id)) };
}

/** How long an update waits for AWS to have been asked; the request itself is repeated by the plugin. */
const patience = 15 * 60 * 1000;

/**
 * Waits until AWS has a snapshot of that name: it holds the moment of the request, whatever is written since.
 * @returns its id
 * @throws UserError when there is none after a quarter of an hour, or AWS cannot be asked
 */
export async function requestedSnapshot(name: string, api?: SnapshotApi, pause = 500): Promise<string> {
  const { ids } = api ?? (await aws());
  const filters: Filter[] = [
    { name: `tag:${OWNER_TAG}`, values: [snapshotOwner()] },
    { name: "tag:Name", values: [name] },
  ];
  for (const until = Date.now() + patience; Date.now() < until; await sleep(pause)) {
    const [id] = await ids(filters);
    if (id) return id;
  }
  throw new UserError(
    `${name}: AWS has no snapshot of that name after 15 minutes, so the next release was not applied; mend what the update says about it, then run it again`,
  );
}
