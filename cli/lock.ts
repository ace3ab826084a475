import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { throwProblems, UserError } from "../release/errors.ts";
import {
  ADDONS_LOCK,
  COMPOSE_LOCK,
  hashesOf,
  IMAGES_LOCK,
  type LockedImage,
  lockTexts,
  parseHashLock,
  parseImagesLock,
} from "../release/locks.ts";
import type { StackContent } from "../release/stack-content.ts";
import { registryClient } from "./lock/registry.ts";
import { RegistryUnreachable } from "./lock/send.ts";
import { readWorkTree } from "./lock/work-tree.ts";

/** `make lock`: writes audit/locks from the work tree and the registries; REGISTRY=http://… is asked in their place. */
export async function run(args: string[]): Promise<void> {
  if (args.length > 0)
    throw new UserError(`lock: expected no argument, got ${args.join(" ")}; the stacks come from stacks/`);
  for (const line of await writeLocks(process.cwd(), registryAddress())) console.log(line);
}

/** The address in REGISTRY, asked in the place of every image's own registry. @throws UserError when it is none */
export function registryAddress(): string | undefined {
  const { REGISTRY } = process.env;
  if (REGISTRY && !/^https?:\/\/[^/]+\/?$/.test(REGISTRY)) {
    throw new UserError(`REGISTRY: expected an address such as http://10.1.2.1:5000, got ${REGISTRY}; correct it`);
  }
  return REGISTRY || undefined;
}

/**
 * Writes the three lock files, all or none.
 * @param registry address asked for every image instead of the image's own registry
 * @returns lines that say what changed
 * @throws UserError with every mistake in the stacks, or every image that has no digest
 */
export async function writeLocks(repository: string, registry?: string): Promise<string[]> {
  const stacks = await readWorkTree(repository);
  if (stacks.size === 0) throw new UserError("stacks: expected a folder with at least one stack, got none; add one");
  throwProblems([...stacks.values()].flatMap(({ problems }) => problems));
  // A lock that cannot be read is replaced, so its mistakes do not matter here.
  const read = (file: string) =>
    existsSync(join(repository, file)) ? readFileSync(join(repository, file), "utf8") : "";
  const before = {
    images: parseImagesLock(read(IMAGES_LOCK) || "{}", []),
    compose: parseHashLock(COMPOSE_LOCK, read(COMPOSE_LOCK), []),
    modules: parseHashLock(ADDONS_LOCK, read(ADDONS_LOCK), []),
  };
  const images = await resolveImages(stacks, before.images, registry);
  const hashes = hashesOf(stacks);
  mkdirSync(join(repository, "audit/locks"), { recursive: true });
  for (const [file, text] of Object.entries(lockTexts(images, hashes)))
    if (read(file) !== text) writeFileSync(join(repository, file), text);
  return report([
    ["image", digests(before.images), digests(images)],
    ["compose file", before.compose, hashes.compose],
    ["module", before.modules, hashes.modules],
  ]);
}

async function resolveImages(
  stacks: ReadonlyMap<string, StackContent>,
  before: ReadonlyMap<string, LockedImage>,
  registry: string | undefined,
): Promise<Map<string, LockedImage>> {
  const ask = registryClient(registry);
  const answers = new Map<string, Promise<LockedImage>>();
  const problems = new Set<string>();
  const images = new Map<string, LockedImage>();
  const uses = [...stacks.values()].flatMap(({ compose }) => [...compose!.services]);
  // Names with a digest of their own come first: where another stack uses the bare name, the lock holds what that stands for.
  uses.sort(([, a], [, b]) => Number(b.image.digest !== undefined) - Number(a.image.digest !== undefined));
  for (const [, { image }] of uses) {
    const key = `${image.tagged} ${image.digest}`;
    answers.set(key, answers.get(key) ?? ask(image, before.get(image.tagged)));
  }
  await Promise.allSettled(answers.values());
  for (const [service, { image, imageAt }] of uses) {
    try {
      images.set(image.tagged, await answers.get(`${image.tagged} ${image.digest}`)!);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const unreachable = error instanceof RegistryUnreachable; // once for each registry, not for each image
      problems.add(unreachable ? error.message : `${imageAt}: services.${service}.image: ${error.message}`);
    }
  }
  throwProblems([...problems]);
  return images;
}

function digests(images: ReadonlyMap<string, LockedImage>): Map<string, string> {
  return new Map([...images].map(([image, { digest }]) => [image, digest.replace("sha256:", "")]));
}

type Hashes = ReadonlyMap<string, string>;

function report(kinds: [kind: string, before: Hashes, after: Hashes][]): string[] {
  const rows: string[][] = [];
  const counts: string[] = [];
  for (const [kind, before, after] of kinds) {
    for (const name of [...new Set([...before.keys(), ...after.keys()])].sort()) {
      const [old, now] = [before.get(name)?.slice(0, 12), after.get(name)?.slice(0, 12)];
      if (before.get(name) === after.get(name)) continue;
      if (old === undefined) rows.push(["new", kind, name, now!]);
      else if (now === undefined) rows.push(["removed", kind, name, old]);
      else rows.push(["changed", kind, name, `${old} → ${now}`]);
    }
    counts.push(`${after.size} ${kind}${after.size === 1 ? "" : "s"}`);
  }
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
  const summary = `audit/locks: ${counts.join(", ")}`;
  return [
    ...lines,
    rows.length === 0 ? `${summary}; nothing changed` : `${summary}; ${rows.length} changed: commit audit/locks`,
  ];
}
