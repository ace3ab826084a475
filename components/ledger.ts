/**
 * The ledger: what was asked of the hosts, by whom and when. Pure; `write-ledger.ts` fills it.
 * Whether an update succeeded is the engine's to say; the ledger says it of an entry once the next one is written.
 */

import type { SnapshotRecord } from "./snapshot-records.ts";

/** How many entries are kept: with a dozen stacks about 50 kB, which the engine writes again at each step of an update. */
export const LEDGER_ENTRIES = 30;

/** A stack as an update wants it, or as the last update that got there left it. */
export interface LedgerStack {
  readonly release: string;
  /** `contentHash` of the release's stack. */
  readonly content: string;
}

/** A stack that was brought to a release. */
export interface DeployedStack extends LedgerStack {
  /** `LiveState`'s counter at that time: another number means that something was done on the host. */
  readonly generation: number;
  /** The volume that its data is on. Absent: the stack's first one, or none. */
  readonly volume?: RestoredVolume;
  /** The release whose data was restored, for as long as the configuration says so. */
  readonly restored?: string;
}

/** A data volume that was made from a snapshot. */
export interface RestoredVolume {
  /** 2 for the first one. */
  readonly number: number;
  readonly snapshotId: string;
  /** The release whose data the snapshot holds. */
  readonly from: string;
}

/** One update that asked for something else than the one before, or that did something on a host. */
export interface LedgerEntry {
  readonly release: string;
  /** Commit of the release's tag. */
  readonly commit: string;
  readonly stacks: Readonly<Record<string, LedgerStack>>;
  /** ISO 8601, UTC. */
  readonly start: string;
  /** ISO 8601, UTC. Absent where the entry had to be written before the update ended. */
  readonly end?: string;
  /** Person and machine, as `actor` says it. */
  readonly by: string;
  /** The first line of the tag's message. */
  readonly message: string;
  /** Absent while it is not known. */
  readonly result?: "succeeded" | "failed";
  /** Stacks that were applied again without another release: drift, another secret, or a failed update repeated. */
  readonly again?: readonly string[];
  /** Stack → id of the snapshot that was taken of its data. Written with the result, as that is known. */
  readonly snapshots?: Readonly<Record<string, string>>;
  /** Of a failed update: stacks that run something else than their release has. */
  readonly missing?: readonly string[];
}

export type Ledger = readonly LedgerEntry[];

/** What an update asks for: an entry before it is known what came of it. */
export type Attempt = Pick<LedgerEntry, "release" | "commit" | "stacks" | "start" | "by" | "message">;

/** Stack → what it was brought to last. */
export type DeployedStacks = Readonly<Record<string, DeployedStack>>;

/** Whether an update asks for something else than the last entry got. */
export function isNew(ledger: Ledger, { release, stacks }: Pick<Attempt, "release" | "stacks">): boolean {
  const last = ledger.at(-1);
  if (last === undefined || last.release !== release || last.result === "failed") return true;
  const names = new Set([...Object.keys(last.stacks), ...Object.keys(stacks)]);
  return [...names].some((name) => !same(last.stacks[name], stacks[name]));
}

/**
 * The ledger with the result of its last entry, seen from where each stack is now.
 * @param snapshots those that there are, the oldest first
 */
export function completed(ledger: Ledger, deployed: DeployedStacks, snapshots: readonly SnapshotRecord[] = []): Ledger {
  const last = ledger.at(-1);
  if (last === undefined || last.result !== undefined) return ledger;
  const stacks = Object.entries(last.stacks);
  const ids = snapshots.filter(({ takenAt }) => takenAt >= last.start).map(({ stack, id }) => [stack, id]);
  const taken = ids.length > 0 ? { snapshots: Object.fromEntries(ids) } : {};
  if (stacks.every(([name, stack]) => same(stack, deployed[name]))) {
    return ledger.with(-1, { ...last, ...taken, result: "succeeded" });
  }
  const missing = stacks.filter(([name, { content }]) => content !== deployed[name]?.content).map(([name]) => name);
  return ledger.with(-1, { ...last, ...taken, result: "failed", missing });
}

/** The ledger with one more entry, and without the oldest ones beyond `LEDGER_ENTRIES`. */
export function appended(ledger: Ledger, entry: LedgerEntry): Ledger {
  return [...ledger, entry].slice(-LEDGER_ENTRIES);
}

/** Stacks on whose host something was done between the two. */
export function appliedAgain(before: DeployedStacks, now: DeployedStacks): string[] {
  return Object.keys(now).filter((name) => now[name]!.generation !== before[name]?.generation);
}

function same(a: LedgerStack | undefined, b: LedgerStack | undefined): boolean {
  return a?.release === b?.release && a?.content === b?.content;
}
