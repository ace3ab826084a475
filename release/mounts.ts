import { posix } from "node:path";
import { mountedSecrets } from "./secret-uses.ts";
import type { Key, Mapping } from "./yaml-file.ts";

/**
 * The tracked files and folders that a service mounts from its stack's folder, relative to it and sorted: bind mounts,
 * and the files of `configs` and `secrets`, which Compose mounts in the same way; `.env` too, which a deploy writes, and
 * `.env/NAME` for one of its values.
 */
export function trackedMounts(
  service: Mapping,
  compose: Mapping,
  tracked: readonly string[],
  problem: (key: Key, rest: string) => void,
): string[] {
  const mounts = new Set<string>();
  const add = (key: Key, source: string) => {
    if (source.includes("$")) {
      problem(
        key,
        `expected a path that git knows, got ${JSON.stringify(source)}, which depends on the host's environment; write the path itself`,
      );
      return;
    }
    const path = posix.normalize(source).replace(/\/$/, "");
    if (path === ".." || path.startsWith("../")) {
      problem(
        key,
        `expected a path inside the stack's folder, got ${JSON.stringify(source)}; move what it needs into the folder`,
      );
    } else if (path === "." || path === ".env" || tracked.some((file) => file === path || file.startsWith(`${path}/`)))
      mounts.add(path);
  };
  for (const [index, volume] of list(service.volumes).entries()) {
    const source = relativeSource(volume);
    if (source !== undefined) add(["volumes", index], source);
  }
  for (const kind of ["configs", "secrets"] as const) {
    for (const [index, use] of list(service[kind]).entries()) {
      const file = sourceFile(compose[kind], use);
      if (file !== undefined && !posix.isAbsolute(file)) add([kind, index], file);
    }
  }
  for (const path of mountedSecrets(service, compose)) mounts.add(path);
  return [...mounts].sort();
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The source of a bind mount below the stack's folder; undefined for volumes and for paths elsewhere on the host. */
export function relativeSource(volume: unknown): string | undefined {
  if (typeof volume === "string") {
    // In the short form a path begins with a dot; anything else without a slash in front is the name of a volume.
    return /^(\.{1,2}(?:\/[^:]*)?):/.exec(volume)?.[1];
  }
  const { type, source } = (volume ?? {}) as Mapping;
  if (type !== "bind" || typeof source !== "string") return undefined;
  return /^[/~$]/.test(source) ? undefined : source;
}

function sourceFile(declared: unknown, use: unknown): string | undefined {
  const name = typeof use === "string" ? use : (use as Mapping | null)?.source;
  const file = (declared as Record<string, Mapping | undefined> | undefined)?.[String(name)]?.file;
  return typeof file === "string" ? file : undefined;
}
