import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Finding } from "../../live/finding.ts";
import { type DriftReport, driftReport, type HostResult } from "./report.ts";

/** Where it is remembered when a finding was first seen, below the project; not in git. */
const firstSeenFile = join(".seisei", "first-seen.json");

/** The report of a check, with each finding dated by when it was first seen in this project; remembers the new ones. */
export function datedReport(release: string, hosts: readonly HostResult[], checkedAt: Date): DriftReport {
  const memory = remember(readFirstSeen(firstSeenFile), hosts, checkedAt);
  writeFirstSeen(firstSeenFile, memory);
  return driftReport(release, hosts, checkedAt, (finding) => firstSeenOf(memory, finding));
}

/** Host, stack ("" for none), kind and subject as JSON → ISO 8601. */
export type FirstSeen = Readonly<Record<string, string>>;

const keyOf = ({ host, stack = "", kind, subject }: Finding) => JSON.stringify([host, stack, kind, subject]);

/** When this finding was first seen. */
export const firstSeenOf = (memory: FirstSeen, finding: Finding): string | undefined => memory[keyOf(finding)];

/**
 * The memory after a check: new findings with its time, and without those that are gone. What could not be looked at
 * is not gone.
 */
export function remember(memory: FirstSeen, hosts: readonly HostResult[], checkedAt: Date): FirstSeen {
  const places = hosts.flatMap(({ host, places }) => places.map((place) => ({ host, ...place })));
  const looked = new Set(
    places.filter(({ error }) => error === undefined).map(({ host, stack = "" }) => JSON.stringify([host, stack])),
  );
  const found = places.flatMap(({ findings }) => findings).map(keyOf);
  const kept = Object.entries(memory).filter(
    ([key]) => found.includes(key) || !looked.has(JSON.stringify(JSON.parse(key).slice(0, 2))),
  );
  return { ...Object.fromEntries(found.map((key) => [key, checkedAt.toISOString()])), ...Object.fromEntries(kept) };
}

/** The memory on disk. One that cannot be read is begun anew: it only dates what is found now. */
export function readFirstSeen(file: string): FirstSeen {
  try {
    const memory: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isMemory(memory) ? memory : {};
  } catch {
    return {};
  }
}

function isMemory(value: unknown): value is FirstSeen {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([key, time]) => /^\[".*"\]$/.test(key) && typeof time === "string");
}

/** Writes the memory in one step, so that another check never reads half of it. */
export function writeFirstSeen(file: string, memory: FirstSeen): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(memory, undefined, 2)}\n`);
  renameSync(`${file}.${process.pid}`, file);
}
