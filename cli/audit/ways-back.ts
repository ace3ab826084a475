import { completed, type LedgerEntry } from "../../components/ledger.ts";
import { lastRehearsal, type Moved, type Rehearsal } from "../../components/rehearsals.ts";
import type { Sources } from "./timeline.ts";

/** An earlier release, and what is known of going back to it from what runs now. */
export interface WayBack {
  readonly release: string;
  /** As it was deployed. */
  readonly commit: string;
  /** Start of the update that asked for it last; ISO 8601, UTC. */
  readonly asked: string;
  /** The stacks that change, by name. */
  readonly stacks: readonly string[];
  /** The last rehearsal of just this way: without data, and with it. */
  readonly rehearsed?: Rehearsal;
  readonly rehearsedWithData?: Rehearsal;
}

/** How many earlier releases are told of: whoever goes back farther looks into the ledger. */
const told = 5;

/** The releases that ran lately, the last one first. A way on which nothing changes is none. */
export function waysBack(
  { ledger, deployed }: Pick<Sources, "ledger" | "deployed">,
  rehearsals: readonly Rehearsal[],
): WayBack[] {
  const ran = completed(ledger, deployed)
    .filter(({ result }) => result === "succeeded")
    .toReversed();
  const latest = new Map<string, LedgerEntry>();
  for (const entry of ran) if (!latest.has(entry.commit)) latest.set(entry.commit, entry);
  return [...latest.values()]
    .flatMap(({ release, commit, start, stacks }) => {
      const moved: Moved = Object.fromEntries(
        Object.entries(stacks).flatMap(([name, { content }]) => {
          const now = deployed[name]?.content;
          return now === undefined || now === content ? [] : [[name, { from: now, to: content }]];
        }),
      );
      const names = Object.keys(moved).sort();
      if (names.length === 0) return [];
      const [plain, data] = [lastRehearsal(rehearsals, moved, false), lastRehearsal(rehearsals, moved, true)];
      return [
        {
          ...{ release, commit, asked: start, stacks: names },
          ...(plain ? { rehearsed: plain } : {}),
          ...(data ? { rehearsedWithData: data } : {}),
        },
      ];
    })
    .slice(0, told);
}
