import { contentHash } from "../release/content-hash.ts";
import type { StackRelease } from "../release/release.ts";
import { compareVersions, parseVersion } from "../release/version.ts";
import type { LedgerStack } from "./ledger.ts";
import { lastRehearsal, type Moved, type Rehearsal, rehearsedText } from "./rehearsals.ts";
import type { Settings } from "./settings.ts";

type Stacks = Readonly<Record<string, LedgerStack>>;

/** What each stack is to run, in the ledger's words. */
export const ledgerStacks = (stacks: readonly StackRelease[]): Stacks =>
  Object.fromEntries(stacks.map((stack) => [stack.name, { release: stack.release, content: contentHash(stack) }]));

/** What changes between the two: nothing of stacks that only one of them has. */
export function movesBetween(before: Stacks, now: Stacks): Moved {
  const moved = Object.keys(now).filter((name) => before[name] && before[name].content !== now[name]!.content);
  return Object.fromEntries(moved.map((name) => [name, { from: before[name]!.content, to: now[name]!.content }]));
}

/**
 * What to tell a person of an update that takes stacks back to an earlier release: whether that was rehearsed, and how.
 * @param before what the update before it asked for
 * @param rehearsals reads the records; called only when it is needed
 * @returns undefined when nothing goes back
 */
export function wayBackNotice(
  before: Stacks,
  now: Stacks,
  { restore }: Pick<Settings, "restore">,
  rehearsals: () => readonly Rehearsal[],
): string | undefined {
  const moved = movesBetween(before, now);
  const back = Object.keys(moved).filter((name) => isEarlier(now[name]!.release, before[name]!.release));
  const [first] = back;
  if (first === undefined) return undefined;
  const data = restore !== undefined && restore.stack in moved;
  const found = lastRehearsal(rehearsals(), moved, data);
  const alone = Object.keys(now).some((name) => now[name]!.release !== now[first]!.release);
  const words = [`TAG=${now[first]!.release}`, ...(data || alone ? [`STACK=${data ? restore.stack : first}`] : [])];
  const command = `make rehearse ${[...words, ...(data ? ["DATA=1"] : [])].join(" ")}`;
  const way = `going back from ${before[first]!.release} to ${now[first]!.release}${data ? " with data" : ""} (${back.join(", ")})`;
  return `${way} ${rehearsedText(found)}${found ? "" : `: \`${command}\` does it in the lab`}`;
}

const isEarlier = (a: string, b: string) => compareVersions(parseVersion(a), parseVersion(b)) < 0;
