import { execFileSync, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The path of a program on PATH, or undefined. */
export function which(program: string): string | undefined {
  const paths = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return paths
    .map((folder) => join(folder, program))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** What the program prints, or undefined when it is not there or fails. */
export function ask(program: string, ...args: string[]): string | undefined {
  try {
    return execFileSync(program, args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 20_000,
    }).trim();
  } catch {
    return undefined;
  }
}

/** Runs a program with its output on our stderr; true when it succeeds. */
export function succeeds(
  program: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; timeout?: number } = {},
): boolean {
  return spawnSync(program, args, { stdio: ["ignore", 2, 2], ...options }).status === 0;
}

/** One line of progress for the person who waits. */
export function say(line: string): void {
  process.stderr.write(`toolchain: ${line}\n`);
}
