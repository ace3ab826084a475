import type { VolumeDefinition } from "../release/types.ts";
import type { KnownVolume } from "./known-volumes.ts";
import type { DeployedStack, RestoredVolume } from "./ledger.ts";

/** The volume that a stack's data has to be on after this update. */
export interface VolumePlan {
  readonly number: number;
  /** Made from a snapshot, and not by the release's own words. */
  readonly restored?: RestoredVolume;
  /** GiB; never less than it has already. Absent: as it is. */
  readonly size?: number;
  /** The volume that the data is on before this update, where it is another one. */
  readonly replaces?: string;
}

/** A snapshot to restore. */
export interface SnapshotToRestore {
  readonly id: string;
  /** The release whose data it holds. */
  readonly from: string;
}

/**
 * Chooses the volume: the one that the last successful update left the data on, or the next one when a snapshot is to be
 * restored. A restore that failed or was cut off is gone on with on the volume that it made.
 * @param deployed what the stack was brought to last
 * @param known its volumes in the state
 */
export function planVolume(
  { size }: Pick<VolumeDefinition, "size">,
  deployed: DeployedStack | undefined,
  known: readonly KnownVolume[],
  snapshot?: SnapshotToRestore,
): VolumePlan {
  const live = deployed?.volume?.number ?? 1;
  const present = known.find(({ number }) => number === live);
  const grown = (volume?: KnownVolume) => {
    const gib = Math.max(size ?? 0, present?.size ?? 0, volume?.size ?? 0);
    return gib > 0 ? { size: gib } : {};
  };
  if (!snapshot) return { number: live, ...(deployed?.volume && { restored: deployed.volume }), ...grown() };
  const begun = begunRestore(deployed, known, snapshot.from);
  const number = begun?.number ?? Math.max(live, ...known.map((volume) => volume.number)) + 1;
  const restored = { number, snapshotId: begun?.snapshotId ?? snapshot.id, from: snapshot.from };
  return { number, restored, ...grown(begun), ...(present?.volumeId && { replaces: present.volumeId }) };
}

/** The volume of a restore that has not succeeded yet. */
export const begunRestore = (deployed: DeployedStack | undefined, known: readonly KnownVolume[], from: string) =>
  known.find((volume) => volume.number > (deployed?.volume?.number ?? 1) && volume.from === from);

/** What the attachment is called: volumes that are attached at the same time have different names. @example "/dev/xvdbf" */
export function attachmentName(device: string, number: number): string {
  const letter = device.at(-1);
  return [`/dev/xvdc${letter}`, device, `/dev/xvdb${letter}`][number % 3]!;
}
