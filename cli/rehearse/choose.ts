import type { Moved, Tagged } from "../../components/rehearsals.ts";
import type { RawSettings } from "../../components/settings.ts";
import { ledgerStacks, movesBetween } from "../../components/way-back.ts";
import { isDumped } from "../../release/data.ts";
import { UserError } from "../../release/errors.ts";
import { openRelease, type Release, type StackRelease } from "../../release/release.ts";
import { compareVersions, parseVersion } from "../../release/version.ts";

/** What was typed. */
export interface Asked {
  readonly tag?: string | undefined;
  readonly stack?: string | undefined;
  readonly data?: boolean | undefined;
}

/** A rollback as a release's content: what runs before and after it. */
export interface Rollback {
  readonly from: Tagged;
  readonly to: Tagged;
  readonly stack?: string;
  readonly data: boolean;
  readonly before: readonly StackRelease[];
  readonly after: readonly StackRelease[];
  readonly moved: Moved;
}

/**
 * The rollback from the configured release, with its pins, to an earlier one.
 * @param settings what `Pulumi.<stack>.yaml` says, and its name
 * @throws UserError when it is no way back, or when there is nothing to bring back
 */
export async function chooseRollback(
  project: string,
  { tag, stack, data = false }: Asked,
  settings: RawSettings,
  file: string,
): Promise<Rollback> {
  const { release: configured, pins = {} } = settings as { release?: unknown; pins?: Readonly<Record<string, string>> };
  if (!tag)
    throw new UserError("TAG: expected the release to go back to, got nothing; `git tag -l 'main*'` lists them");
  if (data && !stack) throw new UserError("DATA=1: expected a stack, got none; name it with STACK=NAME");
  if (typeof configured !== "string") {
    throw new UserError(
      `${file}: seisei:release: not set; name what runs now: \`pulumi config set release ${tag}\`, or a later one`,
    );
  }
  const open = (name: string, only: readonly string[]) => openRelease(project, name, only);
  const [from, to] = await Promise.all([open(configured, []), open(tag, [])]);
  requireStack(to, stack);
  const pinned = (name: string) => pins[name] ?? configured;
  const start = stack ? pinned(stack) : configured;
  if (compareVersions(parseVersion(tag), parseVersion(start)) >= 0) {
    throw new UserError(
      `TAG: expected a release before ${start}, which ${file} asks for${stack ? ` for ${stack}` : ""}, got ${tag}; \`git tag -l 'main*'\` lists them`,
    );
  }
  const releases = new Map<string, Promise<Release>>();
  const one = async (name: string, release: string): Promise<StackRelease> => {
    const key = `${release} ${name}`;
    releases.set(key, releases.get(key) ?? open(release, [name]));
    return (await releases.get(key)!).stack(name);
  };
  const earlier = (name: string) => (stack ? (name === stack ? tag : pinned(name)) : (pins[name] ?? tag));
  const names = stack ? from.stackNames : to.stackNames;
  let before = await Promise.all(from.stackNames.map((name) => one(name, pinned(name))));
  let after = await Promise.all(names.map((name) => one(name, earlier(name))));
  if (stack) {
    const needed = withNeeded(stack, [...before, ...after]);
    before = before.filter(({ name }) => needed.has(name));
    after = after.filter(({ name }) => needed.has(name));
  }
  const kept = after.find(({ name }) => name === stack)?.definition;
  if (data && !(kept && (isDumped(kept) || kept.data?.volume))) {
    throw new UserError(`DATA=1: ${stack}: stack.yaml of ${tag} names no data, so none was kept; leave DATA=1 out`);
  }
  const moved = movesBetween(ledgerStacks(before), ledgerStacks(after));
  if (Object.keys(moved).length === 0) {
    throw new UserError(
      `${start} and ${tag}: expected a stack that differs${stack ? `, ${stack} does not` : ", got none"}; there is nothing to rehearse`,
    );
  }
  const commit = stack && pins[stack] ? (await open(start, [])).commit : from.commit;
  return {
    ...{ from: { release: start, commit }, to: { release: tag, commit: to.commit } },
    ...(stack ? { stack } : {}),
    ...{ data, before, after, moved },
  };
}

function requireStack({ tag, stackNames }: Release, stack: string | undefined): void {
  if (stack === undefined || stackNames.includes(stack)) return;
  throw new UserError(
    `STACK: expected one of ${stackNames.join(", ")}, got ${stack}, which ${tag} has not; correct it`,
  );
}

/** A stack and those that have to run before it. */
function withNeeded(stack: string, stacks: readonly StackRelease[]): Set<string> {
  const needed = new Set([stack]);
  for (const name of needed) {
    for (const one of stacks) if (one.name === name) for (const other of one.definition.after) needed.add(other);
  }
  return needed;
}
