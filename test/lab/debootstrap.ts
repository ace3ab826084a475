import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { debianMirror } from "./debian-mirror.ts";
import { cached, cacheFolder } from "./cache.ts";
import { run } from "./process.ts";

const suite = "bookworm"; // Debian 12: its PostgreSQL is the 15 of production

/** What a Debian root folder is made of. */
export interface RootRecipe {
  /** Installed beside Debian's smallest set (`minbase`), with what they depend on. */
  packages: string[];
}

/**
 * The path of a Debian root folder with these packages, from the cache. Read it, or use it as the lower layer of an
 * overlay; never write to it. The first call of a recipe takes about a minute.
 */
export function debootstrapRoot(recipe: RootRecipe, progress: (line: string) => void = () => {}): Promise<string> {
  const packages = [...new Set(recipe.packages)].sort();
  const key = createHash("sha256")
    .update(JSON.stringify([suite, packages]))
    .digest("hex")
    .slice(0, 16);
  return cached(`roots/${key}`, async (folder) => {
    progress(`installing Debian ${suite} with ${packages.join(", ")} (about a minute, once)`);
    const archives = join(cacheFolder(), "archives");
    await mkdir(archives, { recursive: true });
    const include = packages.length > 0 ? [`--include=${packages.join(",")}`] : [];
    // In a mount namespace of its own, so that an interrupted run leaves no mount behind.
    await run("unshare", [
      ...["--mount", "debootstrap", "--variant=minbase", `--cache-dir=${archives}`],
      ...[...include, suite, folder, await debianMirror(suite)],
    ]);
    await run("chroot", [folder, "apt-get", "clean"]);
  });
}
