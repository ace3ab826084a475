import { completed, LEDGER_ENTRIES, type LedgerEntry } from "../../components/ledger.ts";
import type { AuditRow, Sources } from "./timeline.ts";

/** What one stack runs. */
export interface RunningStack {
  readonly stack: string;
  readonly host?: string;
  readonly release: string;
  /** Commit of the release's tag. */
  readonly commit?: string;
  /** Content hash, hex. */
  readonly content: string;
  /** End of the update that brought this content. Absent where that is longer ago than the ledger reaches. */
  readonly since?: string;
  /** Who ran that update. */
  readonly by?: string;
  /** The last update asked for this release, and the stack did not get there. */
  readonly asked?: string;
}

/** What each stack runs since when, by name. A release that changed nothing of a stack does not make it younger. */
export function running(
  { ledger, deployed, tags }: Pick<Sources, "ledger" | "deployed" | "tags">,
  rows: readonly AuditRow[],
  hosts: Readonly<Record<string, string>>,
): RunningStack[] {
  const entries = completed(ledger, deployed);
  const last = entries.at(-1);
  return Object.entries(deployed)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([stack, { release, content }]) => {
      const brought = broughtBy(entries, stack, content);
      const row =
        brought && rows.find(({ start, end }) => start <= brought.start && (!end || brought.start <= next(end)));
      const commit = entries.findLast((entry) => entry.release === release)?.commit ?? tags.get(release)?.commit;
      const asked = last?.missing?.includes(stack) ? last.stacks[stack]?.release : undefined;
      return {
        ...{ stack, release, content },
        ...(hosts[stack] ? { host: hosts[stack] } : {}),
        ...(commit ? { commit } : {}),
        ...(brought ? { since: row?.end ?? brought.start, by: brought.by } : {}),
        ...(asked ? { asked } : {}),
      };
    });
}

/** The engine's ends are whole seconds. */
const next = (end: string) => new Date(Date.parse(end) + 999).toISOString();

/** The oldest entry from which on the stack has had this content without a break. */
function broughtBy(entries: readonly LedgerEntry[], stack: string, content: string): LedgerEntry | undefined {
  let found: LedgerEntry | undefined;
  for (const entry of entries.toReversed()) {
    if (entry.missing?.includes(stack)) continue; // the stack kept what it had
    if (entry.stacks[stack]?.content !== content) return found;
    found = entry;
  }
  // The first entry of a full ledger: the content may be older than it.
  return entries.length < LEDGER_ENTRIES ? found : undefined;
}
