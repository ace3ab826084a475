import type { SnapshotRecord } from "./snapshot-records.ts";

/** How many snapshots of a stack's data are kept; `data.snapshots` in stack.yaml. */
export interface Retention {
  /** The data of how many releases. */
  readonly keep: number;
  /** No younger one goes, however many there are; days. */
  readonly keepDays: number;
}

const day = 24 * 60 * 60 * 1000;

/**
 * The snapshots of one stack that need not be kept any more.
 *
 * Snapshots of one release's data after another count once, however often an update was tried: the first and the last of
 * them are kept, for the newest releases. Never in the list: what holds the data of a release that runs or comes, of the
 * one before it, and what is followed by one that is not completed. One that failed holds nothing, and is in it.
 *
 * @param records the oldest first, with the one that is about to be taken
 * @param runs `contentHash` of the stack as it is now and as it is going to be
 */
export function leaving(
  records: readonly SnapshotRecord[],
  { keep, keepDays }: Retention,
  runs: readonly string[],
  now: Date,
): SnapshotRecord[] {
  const whole = records.filter(({ state }) => state !== "failed");
  const groups: SnapshotRecord[][] = [];
  for (const record of whole) {
    if (groups.at(-1)?.[0]?.content === record.content) groups.at(-1)!.push(record);
    else groups.push([record]);
  }
  const wanted = new Set([
    ...groups.slice(-Math.max(keep, 2)),
    ...runs.map((content) => groups.findLast(([first]) => first!.content === content)),
  ]);
  const kept = new Set([...wanted].flatMap((group) => (group ? [group[0]!, group.at(-1)!] : [])));
  const old = ({ takenAt }: SnapshotRecord) => now.getTime() - Date.parse(takenAt) >= keepDays * day; // not one without a time
  return records.filter((record) => {
    if (record.state === "failed") return true;
    const next = whole[whole.indexOf(record) + 1];
    return !kept.has(record) && old(record) && next !== undefined && next.state !== "pending";
  });
}
