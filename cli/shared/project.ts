import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The project that a command is about: the folder with Pulumi.yaml at or above where it was typed; else this checkout. */
export function projectFolder(from = process.cwd()): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
    if (folder === dirname(folder)) return fileURLToPath(new URL("../..", import.meta.url));
  }
}

/** Goes to the project's folder; paths that were typed are resolved before. */
export function enterProject(): string {
  const project = projectFolder();
  process.chdir(project);
  return project;
}
