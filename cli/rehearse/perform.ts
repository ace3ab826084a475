import type { StackRelease } from "../../release/release.ts";
import { downtime, Outside, type Watched } from "../../test/support/outside.ts";
import type { Rollback } from "./choose.ts";
import { type LabProject, tail } from "./lab-project.ts";

/** How a rollback went. */
export interface Performance {
  /** Why it failed; absent when it did not. */
  readonly reason?: string;
  readonly seconds: number;
  /** Stack → seconds without an answer; null where it was not measured. */
  readonly downtime: Readonly<Record<string, number | null>>;
}

/** Brings the lab to the release that is to be left, goes back, and looks whether everything is as the earlier one says. */
export async function perform(
  project: LabProject,
  rollback: Rollback,
  progress: (line: string) => void,
): Promise<Performance> {
  await project.prepare(progress);
  const watched = watchedStacks(rollback, project);
  progress(`going back to ${rollback.to.release}`);
  const outside = await Outside.watch(watched);
  const begun = Date.now();
  let done: Awaited<ReturnType<LabProject["goBack"]>>;
  let rounds: Awaited<ReturnType<Outside["stop"]>>;
  let seconds: number;
  try {
    done = await project.goBack();
    seconds = (Date.now() - begun) / 1000;
  } finally {
    rounds = await outside.stop();
  }
  const measured = watched.map(({ name }) => [name, downtime(rounds.get(name)!)] as const);
  const rest = rollback.before.filter(({ name }) => !rounds.has(name)).map(({ name }) => [name, null] as const);
  const times = { seconds, downtime: Object.fromEntries([...measured, ...rest].sort()) };
  if (done.code !== 0) return { reason: tail(done), ...times };
  const clean = await project.workspace.preview();
  return clean.code === 0
    ? times
    : { reason: `not as ${rollback.to.release} says afterwards:\n${tail(clean)}`, ...times };
}

/** The stacks with addresses that both releases ask; through a tunnel only plain ones can be asked. */
export function watchedStacks({ before, after }: Rollback, { hosts }: Pick<LabProject, "hosts">): Watched[] {
  return before.flatMap(({ name, definition }) => {
    const later = after.find((one: StackRelease) => one.name === name)?.definition;
    const addresses = definition.health.filter(
      (address) => address.startsWith("http:") && later?.health.includes(address),
    );
    const host = hosts.get(definition.host)!;
    return later?.host === definition.host && addresses.length > 0 ? [{ name, host, addresses }] : [];
  });
}
