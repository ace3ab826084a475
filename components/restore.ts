import { contentHash } from "../release/content-hash.ts";
import { isDumped } from "../release/data.ts";
import { UserError } from "../release/errors.ts";
import { openRelease, type StackRelease } from "../release/release.ts";
import type { DataDefinition } from "../release/types.ts";
import type { KnownVolume } from "./known-volumes.ts";
import type { DeployedStack } from "./ledger.ts";
import type { Settings } from "./settings.ts";
import { settingsFile } from "./settings-file.ts";
import { byAge, holdsData, type SnapshotRecord } from "./snapshot-records.ts";
import { begunRestore } from "./volume-plan.ts";

/** The release that left the data as it is wanted. */
interface Wanted {
  readonly from: string;
  /** `contentHash` of its stack: a release that changed nothing about the stack has no copy of its own. */
  readonly content: string;
}

/** Data that `seisei:restore` asks for. */
export interface Restoration extends Wanted {
  /** From a dump on the host, or on another EBS volume. */
  readonly by: "dump" | "volume";
  /** What the volume has to be made from. Absent when that is done already. */
  readonly snapshot?: SnapshotRecord;
}

/** What is known of a stack's data. */
export interface KnownData {
  readonly deployed?: DeployedStack;
  /** Its volumes in the state. */
  readonly volumes: readonly KnownVolume[];
  /** Its snapshots, as AWS has them. */
  readonly snapshots: readonly SnapshotRecord[];
}

/**
 * The data that `seisei:restore` asks for.
 * @param stacks as they are to run
 * @param known what is known of the data of the stack of that name
 * @returns undefined when it asks for none
 * @throws UserError when there is no such stack or release, or when nothing holds the data
 */
export async function restoreOf(
  { file, restore }: Settings,
  stacks: readonly StackRelease[],
  known: (stack: string) => KnownData,
): Promise<Restoration | undefined> {
  if (!restore) return undefined;
  const { from } = restore;
  const wrong = (key: string, rest: string) =>
    new UserError(
      `${settingsFile(file).at(["restore", key])}: seisei:restore.${key}: expected ${rest}, or \`pulumi config rm restore\``,
    );
  const stack = stacks.find(({ name }) => name === restore.stack);
  const withData = stacks.filter(({ definition }) => isDumped(definition) || definition.data?.volume);
  if (!stack || !withData.includes(stack)) {
    const names = withData.map(({ name }) => name).join(", ") || "there is none";
    const keys = "`data.postgres`, `data.dumps` or `data.volume`";
    throw wrong("stack", `a stack with ${keys} in its stack.yaml (${names}), got ${restore.stack}; correct it`);
  }
  const release = await openRelease(process.cwd(), from, [stack.name]);
  if (!release.stackNames.includes(stack.name))
    throw wrong("from", `a release that has ${stack.name}, got ${from}; correct it`);
  const wanted = { from, content: contentHash(release.stack(stack.name)) };
  const chosen = chooseData(wanted, stack.definition.data!, known(stack.name));
  if (typeof chosen === "string") throw wrong("from", chosen);
  return chosen;
}

/** Where the data comes from: the newest EBS snapshot that holds it, or else a dump; or why from nowhere, in words. */
export function chooseData(
  wanted: Wanted,
  data: DataDefinition,
  { deployed, volumes, snapshots }: KnownData,
): Restoration | string {
  const { from } = wanted;
  const done = deployed?.restored === from;
  if (data.volume && !done) {
    const begun = begunRestore(deployed, volumes, from)?.snapshotId; // gone on with, though a newer one may hold it, too
    const whole = byAge(snapshots.filter(({ gone, state }) => !gone && state !== "failed"));
    const snapshot = whole.find(({ id }) => id === begun) ?? whole.findLast((one) => holdsData(one, wanted));
    if (snapshot?.state === "pending") {
      const wait = `aws ec2 wait snapshot-completed --snapshot-ids ${snapshot.id}`;
      return `a release whose data is in a snapshot that is completed, got ${from}, and EBS is still making ${snapshot.id}; wait, \`${wait}\``;
    }
    if (snapshot) return { ...wanted, by: "volume", snapshot };
  }
  if (done && deployed.volume?.from === from) return { ...wanted, by: "volume" };
  if (isDumped({ data })) return { ...wanted, by: "dump" };
  const there = snapshots.map(
    ({ holds, id, gone, state }) => `${holds} (${id}${gone ? ", deleted" : state ? `, ${state}` : ""})`,
  );
  return `a release whose data is in a snapshot, got ${from}; there are: ${there.join(", ") || "none"}; correct it`;
}
