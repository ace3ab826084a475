import { createHash } from "node:crypto";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { UserError } from "../../release/errors.ts";
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
      ...[...include, suite, folder, await mirror()],
    ]);
    await run("chroot", [folder, "apt-get", "clean"]);
  });
}

/** The Debian mirror that this machine itself installs from. */
async function mirror(): Promise<string> {
  const { VERSION_CODENAME } = parseEnv(await readFile("/etc/os-release", "utf8"));
  for (const file of await sourceFiles()) {
    const found = file.endsWith(".sources")
      ? fromSources(await readFile(file, "utf8"))
      : fromList(await readFile(file, "utf8"));
    if (found) return found;
  }
  throw new UserError(
    `/etc/apt: expected a source of Debian ${suite}, got none (this machine is ${VERSION_CODENAME}); run the lab on Debian 12`,
  );
}

async function sourceFiles(): Promise<string[]> {
  const more = await readdir("/etc/apt/sources.list.d").catch(() => []);
  const files = ["/etc/apt/sources.list", ...more.sort().map((name) => `/etc/apt/sources.list.d/${name}`)];
  const readable = await Promise.all(
    files.map((file) =>
      readFile(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  return files.filter((file, index) => readable[index] && /\.(list|sources)$/.test(file));
}

/** From the one-line form: `deb [options] URI suite component…`. */
function fromList(text: string): string | undefined {
  const pattern = new RegExp(`^deb\\s+(?:\\[[^\\]]*\\]\\s+)?(\\S+)\\s+${suite}\\s+(?:\\S+\\s+)*main\\b`, "m");
  return pattern.exec(text)?.[1];
}

/** From the deb822 form: paragraphs with `URIs:`, `Suites:` and `Components:`. */
function fromSources(text: string): string | undefined {
  for (const paragraph of text.split(/\n\s*\n/)) {
    const field = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, "m").exec(paragraph)?.[1]?.split(/\s+/) ?? [];
    if (field("Suites").includes(suite) && field("Components").includes("main")) return field("URIs")[0];
  }
  return undefined;
}
