/** A snapshot of a stack's data volume that the program manages. Nothing in it is secret. */
export interface SnapshotRecord {
  /** Name of its resource, which is also its tag `Name`. @example "shop-data-main1.0.0-1" */
  readonly resource: string;
  readonly stack: string;
  /** The volume that it was taken of. */
  readonly volumeId: string;
  /** @example "snap-0abcd1234ef567890" */
  readonly id: string;
  /** The release whose data it holds. */
  readonly holds: string;
  /** The release that came then. */
  readonly before: string;
  /** Commit of the tag of `holds`. */
  readonly commit: string;
  /** `contentHash` of the stack in `holds`. */
  readonly content: string;
  /** ISO 8601, UTC: the moment before it was asked for, when the databases had written what they had. */
  readonly takenAt: string;
  /** Somebody has deleted it: it leaves the state with the next update. */
  readonly gone?: true;
  /** There are more than `data.snapshots` keeps: AWS deletes it when the next snapshot of the stack is taken. */
  readonly leaves?: true;
}
