import { bundle } from "./bundle.ts";
import { throwProblems } from "./errors.ts";
import { ADDONS_LOCK, COMPOSE_LOCK, IMAGES_LOCK, type LockedImage } from "./locks.ts";
import type { StackContent } from "./stack-content.ts";
import type { ServiceRelease, StackRelease } from "./types.ts";

/** The three lock files as one release has them. */
export interface Locks {
  readonly images: ReadonlyMap<string, LockedImage>;
  readonly compose: ReadonlyMap<string, string>;
  readonly modules: ReadonlyMap<string, string>;
  /** Lines that could not be read. */
  readonly problems: readonly string[];
}

/**
 * Joins what a stack's folder says with the locks.
 * @throws UserError with every mistake of the stack
 */
export function stackRelease(
  name: string,
  tag: string,
  commit: string,
  content: StackContent,
  locks: Locks,
): StackRelease {
  const { definition, source, compose, files, modules } = content;
  const services = new Map<string, ServiceRelease>();
  const problems = [...content.problems, ...staleLocks(`stacks/${name}`, content, locks)];
  for (const [service, { image, imageAt, ...rest }] of compose?.services ?? []) {
    const digest = image.digest ?? locks.images.get(image.tagged)?.digest;
    if (digest === undefined) {
      problems.push(
        locks.images.size === 0
          ? `${IMAGES_LOCK}: expected the digest of each image, got none at all; run \`make lock\`, commit, and tag a new release`
          : `${imageAt}: services.${service}.image: expected a digest for ${image.tagged} in ${IMAGES_LOCK}, got none; run \`make lock\`, commit, and tag a new release`,
      );
    } else services.set(service, { image: image.tagged, digest, reference: `${image.tagged}@${digest}`, ...rest });
  }
  throwProblems(problems);
  if (!definition || !source || !compose) throw new Error(`stacks/${name}: unreadable, but without a problem`);
  return {
    name,
    release: tag,
    commit,
    definition,
    files,
    services,
    networks: compose.networks,
    resources: compose.resources,
    composeFile: compose.source,
    modules,
    whereIs: (...key) => source.at(key),
    bundle: (applyScript) => bundle({ ...compose, definition, files, services }, applyScript),
  };
}

/** A lock that says something else than the files beside it was not written again after the last change. */
function staleLocks(folder: string, { files, modules }: StackContent, locks: Locks): string[] {
  const problems: string[] = [];
  const next = "run `make lock`, commit, and tag a new release";
  const compose = `${folder}/docker-compose.yml`;
  const locked = locks.compose.get(compose);
  const actual = files.get("docker-compose.yml")?.sha256;
  if (locked !== undefined && actual !== undefined && locked !== actual) {
    problems.push(`${COMPOSE_LOCK}: ${compose}: expected ${actual}, the file's SHA-256, got ${locked}; ${next}`);
  }
  for (const [path, hash] of locks.modules) {
    if (!path.startsWith(`${folder}/`)) continue;
    const module = modules.get(path.slice(folder.length + 1));
    if (module === undefined) {
      problems.push(
        `${ADDONS_LOCK}: ${path}: expected a module that the release has, got one that it has not; ${next}`,
      );
    } else if (module !== hash) {
      problems.push(
        `${ADDONS_LOCK}: ${path}: expected ${module}, the hash of the module's files, got ${hash}; ${next}`,
      );
    }
  }
  return problems;
}
