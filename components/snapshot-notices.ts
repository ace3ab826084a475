import type { PresentSnapshots } from "./ask-snapshots.ts";
import type { SnapshotRecord } from "./snapshot-records.ts";

/** Something that a person is told about snapshots. */
export interface SnapshotNotice {
  readonly severity: "warning" | "info";
  readonly text: string;
}

/** What is not as it should be with the snapshots in AWS: what, where, and what to do. */
export function snapshotNotices({ records, useless }: PresentSnapshots): SnapshotNotice[] {
  return [
    ...records.flatMap((record) => notice(record) ?? []),
    ...useless.map((id): SnapshotNotice => {
      const remove = `\`aws ec2 delete-snapshot --snapshot-id ${id}\``;
      return {
        severity: "warning",
        text: `snapshot ${id} has failed in AWS and holds nothing — remove it with ${remove}`,
      };
    }),
  ];
}

function notice(record: SnapshotRecord): SnapshotNotice | undefined {
  const { stack, holds, before, id, takenAt, gone, state } = record;
  const when = takenAt ? `, taken ${takenAt.slice(0, 16).replace("T", " ")} UTC` : "";
  const what = `${stack}: the snapshot of ${holds}'s data before ${before} (${id}${when})`;
  if (gone) {
    const text = `${what} is not in AWS any more: somebody deleted it, and ${holds}'s data cannot be restored from it — \`pulumi up\` takes it out of the state; \`make audit\` shows which others there are, and CloudTrail's event DeleteSnapshot who deleted it`;
    return { severity: "warning", text };
  }
  if (state === "failed") {
    const text = `${what} has failed in AWS: ${holds}'s data cannot be restored from it — it leaves with the snapshots of the next updates`;
    return { severity: "warning", text };
  }
  if (state === "pending")
    return {
      severity: "info",
      text: `${what} is still pending: nothing can be restored from it until AWS has completed it`,
    };
  return undefined;
}
