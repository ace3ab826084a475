import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** The folder for what every checkout of this user shares; nothing in it is changed once it has its final name. */
export function cacheFolder(): string {
  return process.env.SEISEI_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "seisei");
}

/** Runs `work` while no other process holds `file`. The lock ends with this process, however that ends. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  // `cat` ends when this process's end of the pipe closes, and the lock with it.
  const holder = spawn("flock", [file, "sh", "-c", "echo locked; exec cat >/dev/null"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => holder.on("close", () => resolve()));
  try {
    await new Promise<void>((resolve, reject) => {
      holder.on("error", reject);
      holder.stdout.once("data", () => resolve());
      holder.once("close", (code) => reject(new Error(`flock ${file}: exit code ${code}`)));
    });
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}

/**
 * A folder of the cache, built once: `build` fills an empty folder, which then gets its final name.
 *
 * @param key path inside the cache; names everything that the content depends on
 */
export async function cached(key: string, build: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), key);
  if (existsSync(folder)) return folder;
  return withLock(`${folder}.lock`, async () => {
    if (existsSync(folder)) return folder;
    const unfinished = `${folder}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    await build(unfinished);
    await rename(unfinished, folder);
    return folder;
  });
}
