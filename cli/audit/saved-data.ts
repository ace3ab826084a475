import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { LedgerEntry } from "../../components/ledger.ts";
import type { SnapshotRecord } from "../../components/snapshot-records.ts";
import type { Dump } from "../../live/dumps.ts";

/** What an update kept of a stack's data before it changed the stack. */
export interface SavedData {
  readonly stack: string;
  readonly kind: "snapshot" | "dump";
  /** Of a snapshot its id; of a dump its name on the host. */
  readonly id: string;
  /** The release that left the data so. Absent where nothing tells it any more. */
  readonly holds?: string;
  /** ISO 8601, UTC. */
  readonly takenAt?: string;
  /** Of a dump, where it lies. */
  readonly host?: string;
  /** Of a dump. */
  readonly bytes?: number;
  /** What became of a snapshot: the program keeps it, will drop it, has dropped it, or somebody deleted it. */
  readonly now?: "kept" | "dropped next" | "dropped" | "deleted by hand";
}

/** Everything that is known of saved data. */
export interface Saved {
  readonly snapshots: readonly SnapshotRecord[];
  /** As the exports in `audit/runtime/` have seen them, each once. */
  readonly dumps: readonly (Dump & { readonly host: string; readonly stack: string })[];
}

/** The dumps that exports saw: `audit/runtime/<time>/<host>/data_dumps.json`. What is no such file is left out. */
export function readDumps(project: string): Saved["dumps"] {
  const folder = join(project, "audit", "runtime");
  const dumps = new Map<string, Saved["dumps"][number]>();
  for (const file of filesOf(folder).sort()) {
    if (basename(file) !== "data_dumps.json") continue;
    const host = basename(dirname(file));
    for (const [stack, list] of Object.entries(parse(join(folder, file)))) {
      for (const dump of list) dumps.set(`${host} ${stack} ${dump.name}`, { ...dump, host, stack });
    }
  }
  return [...dumps.values()];
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    return []; // nothing was exported yet
  }
}

function parse(file: string): Record<string, Dump[]> {
  try {
    const dumps = JSON.parse(readFileSync(file, "utf8"));
    return Object.values(dumps).every(Array.isArray) ? dumps : {};
  } catch {
    return {};
  }
}

/**
 * What one update saved: what its ledger entry names, and what was taken while it ran.
 * @param window its start and end; ISO 8601, UTC
 */
export function savedBy(
  { snapshots, dumps }: Saved,
  entry: LedgerEntry | undefined,
  { start, end = "9" }: { start: string; end?: string | undefined },
): SavedData[] {
  // The engine's ends are whole seconds.
  const during = ({ takenAt }: { takenAt: string }) => takenAt >= start && takenAt.slice(0, 19) <= end.slice(0, 19);
  const named = Object.entries(entry?.snapshots ?? {}).filter(([, id]) => !snapshots.some((one) => one.id === id));
  return [
    ...snapshots
      .filter((one) => during(one) || entry?.snapshots?.[one.stack] === one.id)
      .map((one): SavedData => {
        const { stack, id, holds, takenAt, gone, leaves } = one;
        const now = gone ? "deleted by hand" : leaves ? "dropped next" : "kept";
        return { stack, kind: "snapshot", id, holds, takenAt, now };
      }),
    ...named.map(([stack, id]): SavedData => ({ stack, kind: "snapshot", id, now: "dropped" })),
    ...dumps.filter(during).map(
      ({ stack, name, from, takenAt, host, bytes }): SavedData => ({
        ...{ stack, kind: "dump", id: name, holds: from, takenAt, host, bytes },
      }),
    ),
  ];
}
