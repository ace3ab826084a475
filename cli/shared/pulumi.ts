import { type SnapshotRecord, snapshotState } from "../../components/snapshot-records.ts";
import { UserError } from "../../release/errors.ts";

/** What to tell where the program `pulumi` itself is missing. */
export const pulumiMissing = () => new UserError("pulumi: not found; `make doctor` tells how to get it");

/** A resource as `pulumi stack export` has it. */
export interface ExportedResource {
  readonly type: string;
  readonly urn: string;
  // biome-ignore lint/suspicious/noExplicitAny: a resource's outputs, of which few kinds are known
  readonly outputs?: any;
}

/** The snapshots of data volumes among exported resources, by stack and age, the oldest first. */
export const exportedSnapshots = (resources: readonly ExportedResource[]): readonly SnapshotRecord[] =>
  snapshotState(Object.fromEntries(resources.map((resource) => [resource.urn, resource]))).records;
