import { completed, type DeployedStacks, type Ledger, type LedgerEntry } from "../../components/ledger.ts";
import { compareVersions, parseVersion } from "../../release/version.ts";
import { aroundUpdate, type DriftCheck } from "./drift.ts";
import type { Operation } from "./history.ts";
import type { Judged } from "./policies.ts";
import { type Saved, type SavedData, savedBy } from "./saved-data.ts";
import type { TagFacts } from "./tags.ts";

/** What an update was about. `destroy`, `refresh` and other operations keep the engine's name. */
export type Change = "first deployment" | "upgrade" | "rollback" | "pins" | "applied again" | "nothing to do";

/** One operation on the stack, with everything that is known of it. */
export interface AuditRow {
  readonly start: string;
  readonly end?: string;
  /** Whole seconds from start to end. */
  readonly seconds?: number;
  readonly change: Change | string;
  readonly result: Operation["result"];
  /** How many resources were created, updated, replaced or deleted. */
  readonly changes: number;
  /** The release that ran as a whole before. */
  readonly from?: string;
  /** The release that was asked for. */
  readonly to?: string;
  readonly pins: Readonly<Record<string, string>>;
  /** Commit of the release's tag: as it was deployed, else as the tag is now. */
  readonly commit?: string;
  /** The first line of the tag's message. */
  readonly subject?: string;
  /** Who ran it, as the ledger says. */
  readonly by?: string;
  /** What was given to the update as its message. */
  readonly message?: string;
  /** Stacks whose content changed, or that were applied again. Absent where no ledger entry tells. */
  readonly stacks?: readonly string[];
  /** Of a failed update: stacks that did not get there and run what they ran, put back or never begun. */
  readonly kept?: readonly { readonly stack: string; readonly release?: string }[];
  /** Commit of the checkout that ran the program, and whether it had uncommitted changes. */
  readonly program?: string;
  readonly dirty: boolean;
  /** What the policy pack's rules say of the release; absent where the update deployed none. */
  readonly policies?: Judged;
  /** Snapshots and dumps that were taken before stacks changed; absent when there were none. */
  readonly saved?: readonly SavedData[];
  readonly driftBefore?: DriftCheck;
  readonly driftAfter?: DriftCheck;
}

/** What the timeline is made of. */
export interface Sources {
  readonly history: readonly Operation[];
  readonly ledger: Ledger;
  readonly deployed: DeployedStacks;
  readonly tags: ReadonlyMap<string, TagFacts>;
  readonly checks: readonly DriftCheck[];
  readonly saved: Saved;
}

/** All operations, the oldest first. The engine's history says what happened; the ledger adds what it cannot know. */
export function timeline({ history, ledger, deployed, tags, checks, saved }: Sources): AuditRow[] {
  const entries = completed(ledger, deployed);
  let current: { readonly release?: string; readonly pins: string } = { pins: "{}" };
  let content: LedgerEntry["stacks"] = {};
  return history.map((operation, index) => {
    const { kind, start, end, result, release: to, pins, changes, ...rest } = operation;
    const entry = kind === "update" ? entries.find((one) => ranIn(operation, one, history[index + 1])) : undefined;
    const from = current.release;
    const asked = { ...(to === undefined ? {} : { release: to }), pins: JSON.stringify(pins) };
    const change = kind === "update" ? changeOf(current, asked, changes) : kind;
    const stacks = entry && [...new Set([...changedStacks(content, entry.stacks), ...(entry.again ?? [])])].sort();
    const kept = result === "failed" && entry?.missing?.map((stack) => ({ stack, ...releaseOf(content[stack]) }));
    if (kind === "update" && result === "succeeded" && to !== undefined) current = asked;
    if (entry) content = contentAfter(content, entry);
    if (kind === "destroy" && result === "succeeded") [current, content] = [{ pins: "{}" }, {}];
    const next = history[index + 1];
    const taken = kind === "update" ? savedBy(saved, entry, { start, end: end ?? next?.start }) : [];
    const around = end && {
      ...(history[index - 1]?.end ? { previousEnd: history[index - 1]!.end! } : {}),
      ...(next ? { nextStart: next.start } : {}),
      ...{ start, end },
    };
    const { before, after } = around ? aroundUpdate(checks, around) : {};
    return {
      ...{ start, change, result, changes, pins, ...rest },
      ...(end ? { end, seconds: Math.round((Date.parse(end) - Date.parse(start)) / 1000) } : {}),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined || kind !== "update" ? {} : { to, ...tagOf(to, entry, tags) }),
      ...(entry ? { by: entry.by } : {}),
      ...(stacks ? { stacks } : {}),
      ...(kept && kept.length > 0 ? { kept } : {}),
      ...(taken.length > 0 ? { saved: taken } : {}),
      ...(before ? { driftBefore: before } : {}),
      ...(after ? { driftAfter: after } : {}),
    };
  });
}

/** The engine's times are whole seconds, and an update that was killed has no end. */
function ranIn({ start, end }: Operation, entry: LedgerEntry, next: Operation | undefined): boolean {
  const time = Date.parse(entry.start);
  const last = end ? Date.parse(end) + 999 : next ? Date.parse(next.start) - 1 : Number.POSITIVE_INFINITY;
  return time >= Date.parse(start) && time <= last;
}

function changeOf(
  before: { readonly release?: string; readonly pins: string },
  asked: { readonly release?: string; readonly pins: string },
  changes: number,
): Change {
  if (before.release === undefined) return "first deployment";
  const order = asked.release === undefined ? 0 : compareTags(asked.release, before.release);
  if (order !== 0) return order > 0 ? "upgrade" : "rollback";
  if (asked.pins !== before.pins) return "pins";
  return changes > 0 ? "applied again" : "nothing to do";
}

/** A name that is no release tag, such as a mistake in the configuration, counts as a later one. */
function compareTags(a: string, b: string): number {
  if (a === b) return 0;
  try {
    return compareVersions(parseVersion(a), parseVersion(b));
  } catch {
    return 1;
  }
}

function changedStacks(before: LedgerEntry["stacks"], now: LedgerEntry["stacks"]): string[] {
  const names = [...Object.keys(before), ...Object.keys(now)];
  return names.filter((name) => before[name]?.content !== now[name]?.content);
}

function tagOf(tag: string, entry: LedgerEntry | undefined, tags: Sources["tags"]) {
  const now = tags.get(tag);
  const commit = entry?.commit ?? now?.commit;
  const subject = entry?.message ?? now?.subject;
  return { ...(commit ? { commit } : {}), ...(subject ? { subject } : {}) };
}

const releaseOf = (stack: { readonly release: string } | undefined) => (stack ? { release: stack.release } : {});

/** What a stack that did not get there had before, it has still. */
function contentAfter(before: LedgerEntry["stacks"], { stacks, missing = [] }: LedgerEntry): LedgerEntry["stacks"] {
  const names = Object.keys(stacks).filter((name) => !missing.includes(name) || before[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, (missing.includes(name) ? before : stacks)[name]!]));
}
