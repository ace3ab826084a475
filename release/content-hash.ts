import { createHash } from "node:crypto";
import type { StackRelease } from "./types.ts";

/**
 * What a release says about a stack as one SHA-256, hex: two releases that have the same files and the same image
 * digests for it have the same hash, whatever their tags and commits are.
 */
export function contentHash({ files, services }: Pick<StackRelease, "files" | "services">): string {
  const parts = [
    [...files].map(([path, { sha256, executable }]) => [path, sha256, executable]),
    [...services].map(([name, { reference }]) => [name, reference]),
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
