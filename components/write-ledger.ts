import { hostname, userInfo } from "node:os";
import * as pulumi from "@pulumi/pulumi";
import { contentHash } from "../release/content-hash.ts";
import { git } from "../release/git.ts";
import type { Release, StackRelease } from "../release/release.ts";
import { tagSubject } from "../release/tags.ts";
import { actor } from "./actor.ts";
import { readState, type State } from "./deployed.ts";
import { type Attempt, appended, appliedAgain, completed, type DeployedStack, isNew, type Ledger } from "./ledger.ts";

/** What an update enters into the ledger beside the stacks. */
export interface Circumstances extends Pick<Attempt, "start" | "by" | "message"> {
  /** As it was before this update. */
  readonly state: State;
}

/** Asks for them before anything is registered; a preview enters nothing, and does without. */
export async function circumstances(tag: string): Promise<Circumstances | undefined> {
  if (pulumi.runtime.isDryRun()) return undefined;
  const start = new Date().toISOString();
  const asked = [readState(), tagSubject(process.cwd(), tag), whoRunsThis()] as const;
  const [state, message, by] = await Promise.all(asked);
  return { start, by, message, state };
}

/**
 * The ledger as an output, secret: it names people and machines, and outputs are printed in CI logs.
 *
 * What is asked for the first time, or again after a failure, is entered at once: an update that fails has an entry, too.
 * Otherwise an entry is made once every stack is done, and only when one was applied again. A preview leaves it as it is.
 *
 * @param stacks what each stack should run
 * @param done stack → what it was brought to, known when its command succeeded
 */
export function ledgerOutput(
  ledger: Ledger,
  now: Circumstances | undefined,
  { tag, commit }: Release,
  stacks: readonly StackRelease[],
  done: Readonly<Record<string, pulumi.Output<DeployedStack>>>,
): Record<string, unknown> {
  if (now === undefined) return ledger.length > 0 ? { ledger: pulumi.secret(ledger) } : {};
  const { state, ...rest } = now;
  const before = state.stacks;
  const wanted = stacks.map((stack) => [stack.name, { release: stack.release, content: contentHash(stack) }] as const);
  const attempt = { release: tag, commit, stacks: Object.fromEntries(wanted), ...rest };
  const finished = completed(ledger, before, state.snapshots.records);
  if (isNew(finished, attempt)) return { ledger: pulumi.secret(appended(finished, attempt)) };
  const next = pulumi.all(done).apply((after): Ledger => {
    const again = appliedAgain(before, after);
    if (again.length === 0) return ledger;
    return appended(finished, { ...attempt, end: new Date().toISOString(), result: "succeeded", again });
  });
  return { ledger: pulumi.secret(next) };
}

async function whoRunsThis(): Promise<string> {
  const gitName = await git(process.cwd(), ["config", "user.name"]).then(String, () => ""); // unset is not a mistake
  return actor(process.env, userInfo().username, hostname(), gitName.trim());
}
