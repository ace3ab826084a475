import type { SnapshotRecord } from "../../components/snapshot-records.ts";
import { type Dump, dumpOf, listDumps } from "../../live/dumps.ts";
import type { LiveHost } from "../../live/host.ts";
import { quote } from "../../live/session.ts";
import { contentHash } from "../../release/content-hash.ts";
import type { StackRelease } from "../../release/types.ts";
import { snapshotOf } from "./snapshots.ts";

/** What a host says about one of its stacks. */
export interface StackFacts {
  /** The release that brought what it runs; undefined when no deploy has recorded one. */
  readonly runs?: string;
  /** The dump that holds the data as the wanted release left it. */
  readonly dump?: Dump;
  /** The EBS volume that its data is on. */
  readonly volume?: VolumeFact;
  /** The EBS snapshot that holds the data as the wanted release left it. */
  readonly snapshot?: SnapshotFact;
}

export interface VolumeFact {
  readonly id: string;
  readonly mountPoint: string;
}

export type SnapshotFact = Pick<SnapshotRecord, "id" | "takenAt">;

/**
 * @param snapshots those that Pulumi's state has; undefined where it could not be read
 * @param wanted the stack in the release to go back to
 * @throws UserError when the host could not be asked
 */
export async function stackFacts(
  host: LiveHost,
  root: string,
  wanted: StackRelease,
  snapshots: readonly SnapshotRecord[] = [],
): Promise<StackFacts> {
  const record = (name: string) => `${root}/.seisei/${wanted.name}/current/${name}`;
  const words = async (path: string) =>
    (await host.read(`[ ! -e ${quote(path)} ] || cat ${quote(path)}`, path)).trim().split(" ");
  const [runs] = await words(record("release"));
  const [id, mountPoint] = await words(record("volume"));
  const dumps = await listDumps(host, root, wanted.name);
  const held = { from: wanted.release, content: contentHash(wanted) };
  const dump = dumpOf(dumps, held);
  const snapshot = snapshotOf(snapshots, wanted.name, held);
  return {
    ...(runs ? { runs } : {}),
    ...(dump ? { dump } : {}),
    ...(id && mountPoint ? { volume: { id, mountPoint } } : {}),
    ...(snapshot ? { snapshot } : {}),
  };
}
