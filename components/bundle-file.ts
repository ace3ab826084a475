import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { loadedConfiguration } from "../live/loaded.ts";
import { composeFile, containerSettings } from "../live/snapshot.ts";
import type { StackRelease } from "../release/release.ts";

/** A stack's bundle as a file to upload. */
export interface BundleFile {
  /** Relative to the project. */
  readonly path: string;
  /** Of the file, hex. */
  readonly sha256: string;
  /** Size. */
  readonly bytes: number;
}

/** The parts of the script that the host runs; the last one starts it. */
const applyParts = [
  "common",
  "stage",
  "files",
  "containers",
  "health",
  "dump",
  "postgres",
  "own-commands",
  "restore",
  "volume",
  "volume-change",
  "dump-copies",
  "recover",
  "main",
];
export const applyScript = applyParts
  .map((part) => readFileSync(new URL(`./apply/${part}.sh`, import.meta.url), "utf8"))
  .toSpliced(1, 0, containerSettings, composeFile, loadedConfiguration)
  .join("\n");

/** Writes the bundle of a stack beneath `.seisei/bundles`, named by its content, and drops the stack's older ones. */
export async function writeBundle(release: StackRelease): Promise<BundleFile> {
  const content = await release.bundle(applyScript);
  const sha256 = createHash("sha256").update(content).digest("hex");
  const folder = join(".seisei", "bundles", release.name);
  const path = join(folder, `${sha256}.tar`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${path}.${process.pid}`, content);
    renameSync(`${path}.${process.pid}`, path);
    for (const old of readdirSync(folder)) if (old !== basename(path)) rmSync(join(folder, old), { force: true });
  }
  return { path, sha256, bytes: content.length };
}
