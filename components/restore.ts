import { contentHash } from "../release/content-hash.ts";
import { UserError } from "../release/errors.ts";
import { openRelease, type StackRelease } from "../release/release.ts";
import type { DeployedStacks } from "./ledger.ts";
import type { Settings } from "./settings.ts";
import { settingsFile } from "./settings-file.ts";
import type { SnapshotRecord } from "./snapshot-records.ts";

/** Data that `seisei:restore` asks for. */
export interface Restoration {
  /** The release that left the data so. */
  readonly from: string;
  /** `contentHash` of its stack. */
  readonly content: string;
  /** From a dump on the host, or on another EBS volume. */
  readonly by: "dump" | "volume";
  /** What the volume has to be made from. Absent when that is done already. */
  readonly snapshot?: SnapshotRecord;
}

/**
 * The data that `seisei:restore` asks for: from the newest EBS snapshot of the stack that holds it, or else from a dump.
 * @param stacks as they are to run
 * @param deployed what they were brought to last
 * @param snapshots those that the program has taken
 * @returns undefined when it asks for none
 * @throws UserError when there is no such stack or release, or when nothing holds the data
 */
export async function restoreOf(
  { file, restore }: Settings,
  stacks: readonly StackRelease[],
  deployed: DeployedStacks,
  snapshots: readonly SnapshotRecord[],
): Promise<Restoration | undefined> {
  if (!restore) return undefined;
  const { from } = restore;
  const at = (key: string) => `${settingsFile(file).at(["restore", key])}: seisei:restore.${key}: expected`;
  const stack = stacks.find(({ name }) => name === restore.stack);
  const withData = stacks.filter(({ definition: { data } }) => data?.postgres.length || data?.volume);
  if (!stack || !withData.includes(stack)) {
    const names = withData.map(({ name }) => name).join(", ") || "there is none";
    throw new UserError(
      `${at("stack")} a stack with \`data.postgres\` or \`data.volume\` in its stack.yaml (${names}), got ${restore.stack}; correct it, or \`pulumi config rm restore\``,
    );
  }
  const release = await openRelease(process.cwd(), from, [stack.name]);
  if (!release.stackNames.includes(stack.name)) {
    throw new UserError(
      `${at("from")} a release that has ${stack.name}, got ${from}; correct it, or \`pulumi config rm restore\``,
    );
  }
  const wanted = { from, content: contentHash(release.stack(stack.name)) };
  const { data } = stack.definition;
  const last = deployed[stack.name];
  if (data?.volume && last?.restored === from && last.volume?.from === from) return { ...wanted, by: "volume" };
  const own = data?.volume ? snapshots.filter((record) => record.stack === stack.name) : [];
  const snapshot = own
    .filter((record) => !record.gone && (record.holds === from || record.content === wanted.content))
    .toSorted((a, b) => a.takenAt.localeCompare(b.takenAt))
    .at(-1);
  if (snapshot && last?.restored !== from) return { ...wanted, by: "volume", snapshot };
  if (data?.postgres.length) return { ...wanted, by: "dump" };
  const there = own.map((record) => `${record.holds}: ${record.id}${record.gone ? ", deleted" : ""}`).join("; ");
  throw new UserError(
    `${at("from")} a release whose data is in a snapshot of ${stack.name}, got ${from}; there are: ${there || "none"}; correct it, or \`pulumi config rm restore\``,
  );
}
