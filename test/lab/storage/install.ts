import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { cached } from "../cache.ts";
import { run } from "../process.ts";

const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));

/** A folder for PYTHONPATH with moto's EC2 and S3 servers, from the cache; the first call takes about 20 s. */
export async function installMoto(progress: (line: string) => void): Promise<string> {
  const version = /^moto==(.+)$/m.exec(await readFile(requirements, "utf8"))![1];
  return cached(`moto-${version}`, async (into) => {
    progress(`installing moto ${version} from PyPI (about 20 s, once)`);
    // Without dependencies: the list has each of them by its version.
    await run("python3", ["-m", "pip", "install", "--quiet", "--no-deps", "--target", into, "-r", requirements]);
  });
}
