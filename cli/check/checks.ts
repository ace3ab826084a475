import { lstatSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../release/errors.ts";
import { git } from "../../release/git.ts";
import { readWorkTree } from "../lock/work-tree.ts";
import { clean, docs, drift, locks, policies, routes, secrets } from "./each.ts";
import { largeFiles } from "./large-files.ts";
import { requireRepository } from "./repository.ts";
import { counted } from "./text.ts";

export interface CheckOptions {
  /** The project's folder. */
  readonly project: string;
  /** Asks the hosts too; without it nothing leaves this machine. */
  readonly server?: boolean;
  /** Names of the checks that are wanted. Absent: all. */
  readonly only?: readonly string[];
}

/** What one check came to: neither findings nor `couldNot` nor `skipped` is as it should be. */
export interface CheckResult {
  readonly name: string;
  /** Each one clear message: what, where, the next step. */
  readonly findings: readonly string[];
  /** Why it could not be checked. */
  readonly couldNot?: string;
  /** Why it was left out on purpose. */
  readonly skipped?: string;
  /** What was looked at, in words. */
  readonly seen?: string;
}

/** A check; what it cannot check it throws as a `UserError`. */
export type Check = (options: CheckOptions) => Promise<Omit<CheckResult, "name">>;

/** In the order in which they are told. All but `stacks`, `secrets` and `clean` need stacks that can be read. */
const all: Readonly<Record<string, Check>> = { stacks, drift, routes, policies, locks, docs, secrets, clean };
const alone = new Set(["stacks", "secrets", "clean"]);

export const checkNames = Object.keys(all);

/**
 * What stands between the work tree and a release; changes nothing.
 * @throws UserError when the project is no git repository, or `only` names a check that does not exist
 */
export async function checks(options: CheckOptions): Promise<readonly CheckResult[]> {
  const { project, only = checkNames } = options;
  const unknown = only.find((name) => !checkNames.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`check: expected some of ${checkNames.join(", ")}, got ${unknown}; correct the name`);
  }
  await requireRepository(project);
  const readable = (await stacks(options)).findings.length === 0;
  const wanted = checkNames.filter((name) => only.includes(name));
  return Promise.all(
    wanted.map(async (name) => {
      if (!readable && !alone.has(name)) return { name, findings: [], couldNot: unreadable };
      return { name, ...(await attempt(all[name]!, options)) };
    }),
  );
}

const unreadable = "stacks/ has mistakes; `make check ONLY=stacks` lists them";

async function attempt(check: Check, options: CheckOptions): Promise<Omit<CheckResult, "name">> {
  try {
    return await check(options);
  } catch (error) {
    if (error instanceof UserError) return { findings: [], couldNot: error.message };
    throw error;
  }
}

/** Whether the stacks can be read at all. */
async function stacks({ project }: CheckOptions): Promise<Omit<CheckResult, "name">> {
  const large = largeFiles(await stackFiles(project));
  if (large.length > 0) return { findings: large };
  const contents = await readWorkTree(project);
  const problems = [...contents.values()].flatMap((stack) => stack.problems);
  const none = "stacks: expected a folder with at least one stack, got none; add one";
  return { findings: contents.size === 0 ? [none] : problems, seen: counted(contents.size, "stack") };
}

/** The files of stacks that the next commit would have. */
async function stackFiles(project: string): Promise<{ path: string; size: number }[]> {
  const list = await git(project, ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "stacks"]);
  return [...new Set(list.toString().split("\0"))].flatMap((path) => {
    const stats = path === "" ? undefined : lstatSync(join(project, path), { throwIfNoEntry: false });
    return stats === undefined ? [] : [{ path, size: stats.size }];
  });
}
