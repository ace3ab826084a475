import type { DeployedStack } from "./ledger.ts";
import { byAge, type SnapshotRecord, snapshotNumber } from "./snapshot-records.ts";
import { leaving, type Retention } from "./snapshot-retention.ts";

/** A snapshot that this update takes. Its time is known when it is taken. */
export type SnapshotToTake = Pick<SnapshotRecord, "resource" | "stack" | "holds" | "before" | "commit" | "content">;

/** What becomes of a stack's snapshots in this update. */
export interface SnapshotPlan {
  readonly take?: SnapshotToTake;
  /** Those that stay, and those that leave with the next one. */
  readonly declared: readonly SnapshotRecord[];
}

/** A stack as it is to be. */
export interface WantedStack {
  readonly name: string;
  readonly release: string;
  /** `contentHash` of it. */
  readonly content: string;
  readonly retention: Retention;
}

/**
 * Plans the snapshots of a stack.
 *
 * One is taken when its content changes or its data is replaced: not for a repair, since that brings back what ran, and not
 * before the first deploy. Each attempt takes its own, so that none is older than what was written since the last one.
 *
 * One leaves in two updates, since the state itself must first say that it may be deleted: the update that takes another
 * marks it, the next one that takes another no longer declares it.
 *
 * @param records the stack's, the oldest first, as AWS has them
 * @param deployed what the stack was brought to last, if it has a data volume since then
 * @param restores whether its data are about to be replaced
 * @param commits release → commit of its tag
 */
export function planSnapshots(
  { name: stack, release: before, content, retention }: WantedStack,
  records: readonly SnapshotRecord[],
  deployed: DeployedStack | undefined,
  restores: boolean,
  commits: Readonly<Record<string, string>>,
  now: Date,
): SnapshotPlan {
  const there = records.filter(({ gone }) => !gone);
  if (!deployed || (deployed.content === content && !restores)) return { declared: there };
  const holds = deployed.release;
  const number = 1 + Math.max(0, ...records.map(snapshotNumber));
  const told = { stack, holds, before, commit: commits[holds] ?? "", content: deployed.content };
  const take: SnapshotToTake = { resource: `${stack}-data-${holds}-${number}`, ...told };
  const coming: SnapshotRecord = { ...take, id: "", volumeId: "", takenAt: now.toISOString(), state: "pending" };
  const out = leaving([...byAge(there), coming], retention, [deployed.content, content], now);
  const declared = there
    .filter((record) => !(record.leaves && out.includes(record)))
    .map(({ leaves: _, ...record }): SnapshotRecord => (isIn(out, record) ? { ...record, leaves: true } : record));
  return { take, declared };
}

const isIn = (records: readonly SnapshotRecord[], { resource }: Pick<SnapshotRecord, "resource">) =>
  records.some((record) => record.resource === resource);
