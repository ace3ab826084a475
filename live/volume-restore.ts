/** An EBS snapshot that an update restores. */
export interface SnapshotOfData {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly takenAt: string;
  /** The volume that has the data until then. */
  readonly present: string;
}

/** What an update will do with a stack's data where it comes back from an EBS snapshot, in words, before it does. */
export function volumeNotice(stack: string, from: string, { id, takenAt, present }: SnapshotOfData): string {
  const moment = takenAt.replace("T", " ").slice(0, 19);
  return (
    `${stack}: restores the data as ${from} left it, from the EBS snapshot ${id} of ${moment} UTC. What was written since ` +
    `goes out of use: it stays on the volume ${present}, which is detached and kept, and in a last snapshot of it. The new ` +
    `volume is made and attached before anything stops; while the two change places the whole stack stops, for about as ` +
    `long as it takes to start. EBS loads what is not yet read when it is read, so that it is slow at first`
  );
}
