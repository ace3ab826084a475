import * as pulumi from "@pulumi/pulumi";
import { contentHash } from "../release/content-hash.ts";
import { defaultSnapshots } from "../release/data.ts";
import type { StackRelease } from "../release/release.ts";
import { askSnapshots } from "./ask-snapshots.ts";
import type { State } from "./deployed.ts";
import { snapshotNotices } from "./snapshot-notices.ts";
import { planSnapshots, type SnapshotPlan } from "./snapshot-plan.ts";
import type { SnapshotRecord } from "./snapshot-records.ts";
import type { StackSnapshots } from "./stack-snapshots.ts";

/**
 * The snapshots of all stacks as AWS has them, asked once; tells of those that are not as they should be.
 * @throws UserError when AWS cannot be asked
 */
export async function presentSnapshots({ snapshots }: State): Promise<readonly SnapshotRecord[]> {
  const present = await askSnapshots(snapshots.records);
  for (const { severity, text } of snapshotNotices(present)) {
    await (severity === "warning" ? pulumi.log.warn(text) : pulumi.log.info(text));
  }
  return present.records;
}

/** What is known before an update. */
export interface SnapshotFacts {
  readonly state: State;
  /** As AWS has them. */
  readonly present: readonly SnapshotRecord[];
  /** Release → commit of its tag. */
  readonly commits: Readonly<Record<string, string>>;
  /** The stack whose data are about to be replaced. */
  readonly restores?: string | undefined;
}

/** What each stack's snapshots become: of stacks with a data volume, and of those that ever had one. */
export function snapshotPlans(
  stacks: readonly StackRelease[],
  { state, present, commits, restores }: SnapshotFacts,
): Map<string, SnapshotPlan> {
  const wanted = new Map(stacks.filter(({ definition }) => definition.data?.volume).map((one) => [one.name, one]));
  const names = new Set([...wanted.keys(), ...state.snapshots.stacks, ...present.map(({ stack }) => stack)]);
  return new Map(
    [...names].sort().map((name) => {
      const records = present.filter(({ stack }) => stack === name);
      const stack = wanted.get(name);
      if (!stack) return [name, { declared: records.filter(({ gone }) => !gone) }];
      const { release, definition } = stack;
      const retention = definition.data?.snapshots ?? defaultSnapshots;
      const before = state.volumes.has(name) ? state.stacks[name] : undefined; // an empty volume holds nothing
      const asked = { name, release, content: contentHash(stack), retention };
      return [name, planSnapshots(asked, records, before, restores === name, commits, new Date())];
    }),
  );
}

/** Declares the snapshots: stack → what its `ComposeStack` is given of them. AWS's SDK is loaded for those alone. */
export async function stackSnapshots(
  plans: ReadonlyMap<string, SnapshotPlan>,
  { snapshots }: State,
): Promise<Map<string, { snapshots: StackSnapshots }>> {
  const declared = new Map<string, { snapshots: StackSnapshots }>();
  for (const [name, plan] of plans) {
    const { StackSnapshots } = await import("./stack-snapshots.ts");
    const args = { plan, quiesced: snapshots.quiesced.includes(name) };
    declared.set(name, { snapshots: new StackSnapshots(name, args) });
  }
  return declared;
}
