import { createHash } from "node:crypto";
import { DIGEST } from "./image.ts";
import type { TrackedFile } from "./types.ts";

export const IMAGES_LOCK = "audit/locks/docker_images.lock.json";
export const COMPOSE_LOCK = "audit/locks/compose_sha256.lock.txt";
export const ADDONS_LOCK = "audit/locks/odoo_addons_modules.hash.txt";

export interface LockedImage {
  readonly digest: string;
  /** `linux/amd64` */
  readonly platform: string;
}

/** Reads docker_images.lock.json: by image name with tag, what it stands for. Mistakes go to `problems`. */
export function parseImagesLock(text: string, problems: string[]): Map<string, LockedImage> {
  const locked = new Map<string, LockedImage>();
  let data: { images?: Record<string, Partial<LockedImage> | null> } | null;
  try {
    data = JSON.parse(text);
  } catch (error) {
    problems.push(`${IMAGES_LOCK}: expected JSON, got ${(error as Error).message}; write it again with \`make lock\``);
    return locked;
  }
  for (const [image, entry] of Object.entries(data?.images ?? {})) {
    const { digest, platform } = entry ?? {};
    if (typeof digest === "string" && DIGEST.test(digest) && typeof platform === "string") {
      locked.set(image, { digest, platform });
    } else {
      problems.push(
        `${IMAGES_LOCK}: images.${image}: expected a digest (sha256:…) and a platform, got ${JSON.stringify(entry)}; write it again with \`make lock\``,
      );
    }
  }
  return locked;
}

/** Sorted by image, so that a diff of two locks shows what changed and nothing else. */
export function formatImagesLock(images: ReadonlyMap<string, LockedImage>): string {
  return `${JSON.stringify({ images: Object.fromEntries(byKey(images)) }, undefined, 2)}\n`;
}

/** Reads lines `<hash>  <path>`: hash by path. Empty lines and lines that begin with # are left out. */
export function parseHashLock(file: string, text: string, problems: string[]): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const [index, line] of text.split("\n").entries()) {
    if (line === "" || line.startsWith("#")) continue;
    const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(line);
    if (match === null) {
      problems.push(
        `${file}:${index + 1}: expected "<sha256>  <path>", got ${JSON.stringify(line)}; write it again with \`make lock\``,
      );
    } else hashes.set(match[2]!, match[1]!);
  }
  return hashes;
}

/** The form that `sha256sum -c` reads, sorted by path. */
export function formatHashLock(hashes: ReadonlyMap<string, string>): string {
  return byKey(hashes)
    .map(([path, hash]) => `${hash}  ${path}\n`)
    .join("");
}

type Hashes = ReadonlyMap<string, string>;

/** What the hash locks say of these stacks: hashes by path in the repository. */
export function hashesOf(
  stacks: ReadonlyMap<string, { readonly files: ReadonlyMap<string, TrackedFile>; readonly modules: Hashes }>,
): Record<"compose" | "modules", Hashes> {
  const all = [...stacks];
  return {
    compose: new Map(
      all.map(([name, { files }]) => [`stacks/${name}/docker-compose.yml`, files.get("docker-compose.yml")!.sha256]),
    ),
    modules: new Map(
      all.flatMap(([name, { modules }]) => [...modules].map(([path, hash]) => [`stacks/${name}/${path}`, hash])),
    ),
  };
}

/** The text of each lock file, by its path. */
export function lockTexts(
  images: ReadonlyMap<string, LockedImage>,
  { compose, modules }: Record<"compose" | "modules", Hashes>,
): Record<string, string> {
  return {
    [IMAGES_LOCK]: formatImagesLock(images),
    [COMPOSE_LOCK]: formatHashLock(compose),
    [ADDONS_LOCK]: formatHashLock(modules),
  };
}

/**
 * One hash for each module (subfolder) of the addons folders, by path relative to the stack's folder.
 * It is the SHA-256 of the lines `<sha256>  <path in the module>` sorted by path; what Python writes beside its sources
 * (`__pycache__`, `*.pyc`) has no part in it.
 */
export function moduleHashes(
  addons: readonly string[],
  files: ReadonlyMap<string, Pick<TrackedFile, "sha256">>,
): Map<string, string> {
  const modules = new Map<string, Map<string, string>>();
  for (const [path, { sha256 }] of files) {
    const folder = addons.find((addon) => path.startsWith(`${addon}/`));
    if (folder === undefined || isCompiledPython(path)) continue;
    const [module, ...rest] = path.slice(folder.length + 1).split("/");
    if (rest.length === 0) continue; // a file beside the modules
    const key = `${folder}/${module}`;
    modules.set(key, (modules.get(key) ?? new Map()).set(rest.join("/"), sha256));
  }
  return new Map(
    byKey(modules).map(([module, hashes]) => [
      module,
      createHash("sha256").update(formatHashLock(hashes)).digest("hex"),
    ]),
  );
}

function isCompiledPython(path: string): boolean {
  return path.endsWith(".pyc") || path.split("/").includes("__pycache__");
}

function byKey<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
