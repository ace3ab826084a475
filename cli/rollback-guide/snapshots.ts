import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { holdsData, type SnapshotRecord } from "../../components/snapshot-records.ts";
import { exportedSnapshots } from "../shared/pulumi.ts";

/** The snapshots that Pulumi's state has, the oldest first; undefined on the day when Pulumi cannot run. */
export async function knownSnapshots(): Promise<readonly SnapshotRecord[] | undefined> {
  try {
    const options = { maxBuffer: 2 ** 29 };
    const { stdout } = await promisify(execFile)("pulumi", ["stack", "export", "--non-interactive"], options);
    return exportedSnapshots(JSON.parse(stdout).deployment?.resources ?? []);
  } catch {
    return undefined;
  }
}

/** The newest one that holds a stack's data as a release left it. */
export function snapshotOf(
  snapshots: readonly SnapshotRecord[],
  stack: string,
  held: { from: string; content: string },
): SnapshotRecord | undefined {
  return snapshots.findLast((one) => one.stack === stack && holdsData(one, held));
}
