import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cached } from "../lab/cache.ts";
import { run } from "../lab/process.ts";

/** Ansible's engine, and the community package that carries the collection `community.docker` on PyPI. */
const versions = { "ansible-core": "2.19.14", ansible: "12.3.0" };

/** The two collections that `docker_compose_v2` is made of, out of the package's hundred. */
const collections = ["community/docker", "community/library_inventory_filtering_v1"];

/** A folder with `python/` (for PYTHONPATH) and `collections/`, from the cache; the first call takes about 20 s. */
export async function installAnsible(progress: (line: string) => void): Promise<string> {
  return cached(`ansible-${versions.ansible}-${versions["ansible-core"]}`, async (into) => {
    progress(`installing Ansible ${versions["ansible-core"]} from PyPI (about 20 s, once)`);
    const core = `ansible-core==${versions["ansible-core"]}`;
    const community = `ansible==${versions.ansible}`;
    await run("python3", ["-m", "pip", "install", "--quiet", "--target", join(into, "python"), core]);
    await run("python3", ["-m", "pip", "download", "--quiet", "--no-deps", "--dest", into, community]);
    const wheel = join(into, (await readdir(into)).find((name) => name.endsWith(".whl"))!);
    await run("python3", ["-c", extract, wheel, join(into, "collections"), ...collections]);
    await rm(wheel);
  });
}

const extract = `
import sys, zipfile
wheel, folder, *collections = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    wanted = tuple(f"ansible_collections/{name}/" for name in collections)
    archive.extractall(folder, [name for name in archive.namelist() if name.startswith(wanted)])
`;
