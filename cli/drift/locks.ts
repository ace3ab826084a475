import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../live/finding.ts";
import { throwProblems, UserError } from "../../release/errors.ts";
import {
  ADDONS_LOCK,
  COMPOSE_LOCK,
  hashesOf,
  IMAGES_LOCK,
  parseHashLock,
  parseImagesLock,
} from "../../release/locks.ts";
import type { StackContent } from "../../release/stack-content.ts";
import { readWorkTree } from "../lock/work-tree.ts";
import type { HostResult, Place } from "./report.ts";

/** What stands for the host where nothing but the repository is looked at. */
export const repositoryName = "repository";

type Hashes = ReadonlyMap<string, string>;

/** Compares the locks with the stacks in the work tree; no network. */
export async function checkLocks(repository: string): Promise<ReturnType<typeof compareLocks>> {
  return compareLocks(await readWorkTree(repository), (file) =>
    existsSync(join(repository, file)) ? readFileSync(join(repository, file), "utf8") : undefined,
  );
}

/**
 * Compares locks with stacks.
 * @param read text of a lock file; undefined when there is none
 * @returns the result, and in words what it means when no lock was written yet
 * @throws UserError with every mistake in the stacks or the locks
 */
export function compareLocks(
  stacks: ReadonlyMap<string, StackContent>,
  read: (file: string) => string | undefined,
): { result: HostResult; notes: string[] } {
  if (stacks.size === 0) throw new UserError("stacks: expected a folder with at least one stack, got none; add one");
  const problems = [...stacks.values()].flatMap((stack) => stack.problems);
  const images = parseImagesLock(read(IMAGES_LOCK) || "{}", problems);
  const locked = {
    images: new Map([...images].map(([image, { digest }]) => [image, digest])),
    compose: parseHashLock(COMPOSE_LOCK, read(COMPOSE_LOCK) ?? "", problems),
    modules: parseHashLock(ADDONS_LOCK, read(ADDONS_LOCK) ?? "", problems),
  };
  throwProblems(problems);
  const services = [...stacks.values()].flatMap(({ compose }) => [...compose!.services.values()]);
  // Where a service uses the bare name, the lock holds what that stands for, whatever digest others write beside it.
  const bare = new Set(services.filter(({ image }) => image.digest === undefined).map(({ image }) => image.tagged));
  const places = [...stacks].map(([name, content]) => checkStack(name, content, locked, bare));
  const notes = [IMAGES_LOCK, COMPOSE_LOCK, ADDONS_LOCK].some((file) => read(file) !== undefined)
    ? []
    : ["audit/locks is empty: nothing is pinned yet and no release can be deployed; `make lock` writes the locks"];
  return { result: { host: repositoryName, places: [...places, leftOver(stacks, locked)] }, notes };
}

function checkStack(
  stack: string,
  content: StackContent,
  locked: Record<"images" | "compose" | "modules", Hashes>,
  bare: ReadonlySet<string>,
): Place {
  const images = [...content.compose!.services.values()].map(({ image }) => image);
  const { compose, modules } = hashesOf(new Map([[stack, content]]));
  const kinds = [
    kind(
      "image lock",
      IMAGES_LOCK,
      new Map(images.map(({ tagged, digest }) => [tagged, bare.has(tagged) ? undefined : digest])),
      locked.images,
    ),
    kind("compose lock", COMPOSE_LOCK, compose, locked.compose),
    kind("module lock", ADDONS_LOCK, modules, locked.modules),
  ];
  const passed = kinds.filter(({ findings, count }) => findings.length === 0 && count > 0);
  return {
    stack,
    passed: passed.map(({ kind, count }) => ({ kind, count })),
    findings: kinds.flatMap(({ findings }) => findings).map((finding) => ({ ...finding, stack })),
  };
}

/** @param there what the work tree has; an image without a digest of its own only has to be in the lock */
function kind(kind: string, file: string, there: ReadonlyMap<string, string | undefined>, locked: Hashes) {
  const findings = [...there].flatMap(([subject, value]): Finding[] => {
    const lock = locked.get(subject);
    if (lock !== undefined && (value === undefined || lock === value)) return [];
    const [expected, observed] = [short(lock), value === undefined ? "an image without a digest" : short(value)];
    const message =
      lock === undefined ? `${subject} is not in ${file}` : `${subject} is ${observed}, ${file} has ${expected}`;
    return [{ ...common, kind, subject, expected, observed, message, ...lockIt }];
  });
  return { kind, count: there.size, findings };
}

/** Entries of the locks that belong to nothing any more. */
function leftOver(
  stacks: ReadonlyMap<string, StackContent>,
  locked: Record<"images" | "compose" | "modules", Hashes>,
): Place {
  const { compose, modules } = hashesOf(stacks);
  const used = new Set([
    ...[...stacks.values()].flatMap(({ compose }) => [...compose!.services.values()].map(({ image }) => image.tagged)),
    ...compose.keys(),
    ...modules.keys(),
  ]);
  const files = [
    ["image lock", IMAGES_LOCK, locked.images],
    ["compose lock", COMPOSE_LOCK, locked.compose],
    ["module lock", ADDONS_LOCK, locked.modules],
  ] as const;
  const findings = files.flatMap(([kind, file, entries]) =>
    [...entries]
      .filter(([subject]) => !used.has(subject))
      .map(([subject, lock]): Finding => {
        const message = `${file} has ${subject}, which no stack has`;
        return {
          ...common,
          severity: "warning",
          kind,
          subject,
          expected: short(lock),
          observed: "nothing",
          message,
          ...lockIt,
        };
      }),
  );
  return { passed: [], findings };
}

const common = { severity: "error", host: repositoryName } as const;
const lockIt = { action: "`make lock` and commit audit/locks, if the change is meant", command: "make lock" } as const;

/** Enough of a hash to tell two apart. */
function short(hash: string | undefined): string {
  return hash === undefined ? "nothing" : `sha256:${hash.replace("sha256:", "").slice(0, 12)}…`;
}
