import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { throwProblems, UserError } from "../../release/errors.ts";
import { hashesOf, IMAGES_LOCK, type LockedImage, lockTexts, parseImagesLock } from "../../release/locks.ts";
import type { StackContent } from "../../release/stack-content.ts";
import { readWorkTree } from "../lock/work-tree.ts";
import { replaceImage } from "./compose-image.ts";
import type { Change } from "./host-drift.ts";

type ImageChange = Extract<Change, { kind: "image" }>;

/**
 * Brings stack files and locks in a work tree to what the hosts run.
 * @throws UserError when that is no release any more
 */
export async function writeChanges(folder: string, changes: readonly Change[]): Promise<void> {
  for (const change of changes) if (change.kind === "file") writeFile(folder, change);
  const images = changes.filter((change) => change.kind === "image");
  const before = await stacksOf(folder);
  const problems: string[] = [];
  const lock = new Map(readImages(folder, problems));
  for (const change of images) {
    const alone = isAlone(change, before, images);
    if (alone) lock.set(change.tagged, { digest: change.digest, platform: change.platform });
    writeImage(folder, change, before, alone, problems);
  }
  throwProblems(problems);
  writeLocks(folder, await stacksOf(folder), lock);
}

function writeFile(folder: string, { stack, path, content }: Extract<Change, { kind: "file" }>): void {
  const file = join(folder, "stacks", stack, path);
  if (content === undefined) rmSync(file);
  else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content); // keeps the mode that git gave it
  }
}

/** The lock has one digest for a name: when another service means another content by it, this one needs its own digest. */
function isAlone(
  change: ImageChange,
  stacks: ReadonlyMap<string, StackContent>,
  changes: readonly ImageChange[],
): boolean {
  return [...stacks].every(([stack, { compose }]) =>
    [...compose!.services].every(([service, { image }]) => {
      const changed = changes.find((other) => other.stack === stack && other.service === service);
      if (changed) return changed.tagged !== change.tagged || changed.digest === change.digest;
      return image.tagged !== change.tagged || image.digest !== undefined;
    }),
  );
}

function writeImage(
  folder: string,
  { stack, service, tagged, digest }: ImageChange,
  stacks: ReadonlyMap<string, StackContent>,
  alone: boolean,
  problems: string[],
): void {
  const { image: written, imageAt } = stacks.get(stack)?.compose?.services.get(service) ?? {};
  const wanted = written?.digest !== undefined || !alone ? `${tagged}@${digest}` : tagged;
  const now = written?.digest === undefined ? written?.tagged : `${written.tagged}@${written.digest}`;
  if (now === wanted) return;
  const path = imageAt?.replace(/:\d+$/, "") ?? `stacks/${stack}/docker-compose.yml`; // also a file that it includes
  const text = replaceImage(readFileSync(join(folder, path), "utf8"), service, wanted);
  if (text !== undefined) writeFileSync(join(folder, path), text);
  else
    problems.push(
      `${path}: services.${service}.image: expected it at the service itself, to write ${wanted}; write it by hand`,
    );
}

async function stacksOf(folder: string): Promise<Map<string, StackContent>> {
  const stacks = await readWorkTree(folder);
  const problems = [...stacks.values()].flatMap((stack) => stack.problems);
  if (problems.length > 0) {
    throw new UserError(`what the hosts have is no release, so nothing was written:\n${problems.join("\n")}`);
  }
  return stacks;
}

function readImages(folder: string, problems: string[]): Map<string, LockedImage> {
  return parseImagesLock(readFileSync(join(folder, IMAGES_LOCK), "utf8"), problems);
}

/** As `make lock` would, without asking a registry: the hosts know their digests. */
function writeLocks(
  folder: string,
  stacks: ReadonlyMap<string, StackContent>,
  lock: ReadonlyMap<string, LockedImage>,
): void {
  const used = new Set(
    [...stacks.values()].flatMap(({ compose }) => [...compose!.services.values()].map(({ image }) => image.tagged)),
  );
  const images = new Map([...lock].filter(([image]) => used.has(image)));
  for (const [file, text] of Object.entries(lockTexts(images, hashesOf(stacks)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
}
