import { UserError } from "../../release/errors.ts";
import { readBlobs } from "../../release/git.ts";
import {
  ADDONS_LOCK,
  COMPOSE_LOCK,
  IMAGES_LOCK,
  type LockedImage,
  parseHashLock,
  parseImagesLock,
} from "../../release/locks.ts";
import { orderStacks } from "../../release/order.ts";
import { readStackContent } from "../../release/stack-content.ts";
import { stackRelease } from "../../release/stack-release.ts";
import type { StackRelease } from "../../release/types.ts";
import type { CheckResult } from "../check/checks.ts";
import { judgePolicies, judgeRoutes } from "../check/judge-stacks.ts";
import { largeFiles } from "../check/large-files.ts";
import { counted } from "../check/text.ts";
import { compareLocks } from "../drift/locks.ts";
import type { TagEntry, TagTree } from "./tag-tree.ts";

export interface TagStacks {
  readonly results: readonly CheckResult[];
  /** None when `results` has a finding. */
  readonly stacks: readonly StackRelease[];
  readonly images: ReadonlyMap<string, LockedImage>;
}

/** Reads a tag's stacks, and checks them, their locks and their routes, and what the policy pack says of them. */
export async function checkTagStacks(repository: string, { tag, commit, entries }: TagTree): Promise<TagStacks> {
  const nothing = { stacks: [], images: new Map() };
  const folders = stackFolders(entries);
  const large = largeFiles([...folders.values()].flat());
  if (large.length > 0) return { results: [{ name: "stacks", findings: large }], ...nothing };
  const files = [...folders.values()].flat().filter(({ mode }) => mode.startsWith("100"));
  const lockFiles = entries.filter(({ path }) => [IMAGES_LOCK, COMPOSE_LOCK, ADDONS_LOCK].includes(path));
  const blob = await readBlobs(
    repository,
    [...files, ...lockFiles].map(({ id }) => id),
  );
  const contents = new Map(
    [...folders].map(([name, files]) => [name, readStackContent(name, `stacks/${name}`, files, blob)]),
  );
  const problems = [...contents.values()].flatMap((content) => content.problems);
  if (contents.size === 0) problems.push(`${tag}: expected stacks/<name>/ with at least one stack, got none; add one`);
  if (problems.length > 0) return { results: [{ name: "stacks", findings: problems }], ...nothing };

  const read = (file: string) => {
    const entry = lockFiles.find(({ path }) => path === file);
    return entry && blob(entry.id).toString();
  };
  const lockFindings = attempt(() => {
    const { result, notes } = compareLocks(contents, read);
    const findings = result.places.flatMap((place) => place.findings);
    return notes.length > 0 ? notes : findings.map(({ message, action }) => `${message}; ${action}`);
  });
  const locks = { name: "locks", findings: lockFindings, seen: "audit/locks" };
  if (locks.findings.length > 0) return { results: [{ name: "stacks", findings: [] }, locks], ...nothing };

  const images = parseImagesLock(read(IMAGES_LOCK) || "{}", []);
  const hashes = (file: string) => parseHashLock(file, read(file) ?? "", []);
  const all = { images, compose: hashes(COMPOSE_LOCK), modules: hashes(ADDONS_LOCK), problems: [] };
  const stacks = [...contents].map(([name, content]) => stackRelease(name, tag, commit, content, all));
  const order = attempt(() => {
    orderStacks(stacks);
    return [];
  });
  const results = [
    { name: "stacks", findings: order, seen: counted(stacks.length, "stack") },
    locks,
    { name: "routes", ...judgeRoutes(stacks) },
    { name: "policies", ...judgePolicies(stacks) },
  ];
  return { results, stacks, images };
}

function stackFolders(entries: readonly TagEntry[]): Map<string, TagEntry[]> {
  const folders = new Map<string, TagEntry[]>();
  for (const entry of entries) {
    const [top, name, ...rest] = entry.path.split("/");
    if (top !== "stacks" || name === undefined || rest.length === 0) continue;
    folders.set(name, [...(folders.get(name) ?? []), entry]);
  }
  return folders;
}

function attempt(look: () => string[]): string[] {
  try {
    return look();
  } catch (error) {
    if (error instanceof UserError) return error.message.split("\n");
    throw error;
  }
}
