import { rules } from "../../policies/pack/rules.ts";
import { noSecretsInFiles } from "../../policies/rules/no-secrets-in-files.ts";
import { UserError } from "../../release/errors.ts";
import { readObjects } from "../../release/git.ts";
import { openCommit } from "../../release/release.ts";
import type { StackRelease } from "../../release/types.ts";
import { parseVersion } from "../../release/version.ts";
import type { TagFacts } from "./tags.ts";
import type { AuditRow } from "./timeline.ts";

/** What the policy pack says of a release as it was deployed. */
export interface PolicyResults {
  readonly findings: readonly {
    /** The rule's name. */
    readonly rule: string;
    readonly level: "mandatory" | "advisory";
    /** Place and fix; never a secret. */
    readonly message: string;
  }[];
  /** What stack.yaml allows, with its reason. */
  readonly exceptions: readonly {
    readonly rule: string;
    readonly stack: string;
    readonly service: string;
    readonly reason: string;
  }[];
}

/** The answer, or why there is none. */
export type Judged = PolicyResults | { readonly couldNot: string };

/** A release with its pins, as an update deployed it. */
export interface Deployed {
  readonly release: string;
  readonly commit: string;
  /** Stack → release and commit, of pinned ones; no commit where the tag is gone. */
  readonly pins: readonly { readonly stack: string; readonly release: string; readonly commit: string | undefined }[];
  /** ISO 8601: what the allow list let stay on that day. */
  readonly at: string;
}

/** What to judge for each update, in the order of the rows; undefined for what deployed no release. */
export function deployedBy(rows: readonly AuditRow[], tags: ReadonlyMap<string, TagFacts>): (Deployed | undefined)[] {
  const first = new Map<string, Deployed>();
  return rows.map(({ to, commit, pins: pinned, change, start }) => {
    if (to === undefined || commit === undefined || change === "nothing to do") return undefined;
    const pins = Object.entries(pinned)
      .sort()
      .map(([stack, release]) => ({ stack, release, commit: tags.get(release)?.commit }));
    const key = JSON.stringify([to, commit, pins]);
    const known = first.get(key) ?? { release: to, commit, pins, at: start };
    first.set(key, known);
    return known;
  });
}

/**
 * Judges what the stacks of a deployed release say, from git at its commit: the rules that need nothing else. What they
 * say of hosts, keys, branches and the hour was the update's own to judge.
 */
export async function judgeDeployed(project: string, deployed: Deployed): Promise<Judged> {
  const { release, commit, pins, at } = deployed;
  const lost = await lostCommit(project, [{ release, commit }, ...pins]);
  if (lost !== undefined) return { couldNot: lost };
  try {
    const { stackNames, stack } = await openCommit(project, commit, parseVersion(release));
    const pinned = await Promise.all(
      pins.map(async (pin) => {
        const only = await openCommit(project, pin.commit!, parseVersion(pin.release), [pin.stack]);
        return [pin.stack, only.stack(pin.stack)] as const;
      }),
    );
    const byPin = new Map(pinned);
    return await judge(
      project,
      stackNames.map((name) => byPin.get(name) ?? stack(name)),
      new Date(at),
    );
  } catch (error) {
    if (error instanceof UserError) return { couldNot: error.message };
    throw error;
  }
}

async function lostCommit(
  project: string,
  all: readonly { readonly release: string; readonly commit: string | undefined }[],
): Promise<string | undefined> {
  const names = all.flatMap(({ commit }) => (commit === undefined ? [] : `${commit}^{commit}`));
  const there = await readObjects(project, names);
  const lost = all.find(({ commit }) => commit === undefined || !there.has(`${commit}^{commit}`));
  if (lost === undefined) return undefined;
  const what = lost.commit === undefined ? "its tag" : `its commit ${lost.commit.slice(0, 7)}`;
  return `${lost.release}: ${what} is gone from this repository; \`git fetch --tags\``;
}

async function judge(repository: string, stacks: readonly StackRelease[], now: Date): Promise<PolicyResults> {
  const desired = { repository, file: "", releases: [], stacks, now, update: true };
  const answers = rules.map(async (rule) => {
    if (rule.level === "disabled") return [];
    const { name, level } = rule;
    const found =
      "stacks" in rule
        ? rule.stacks(stacks)
        : rule === noSecretsInFiles
          ? await noSecretsInFiles.release(desired, {})
          : [];
    return found.map((message) => ({ rule: name, level, message }));
  });
  const exceptions = stacks.flatMap(({ name: stack, definition }) =>
    (definition.exceptions ?? []).map(({ rule, service, reason }) => ({ rule, stack, service, reason })),
  );
  return { findings: (await Promise.all(answers)).flat(), exceptions };
}
