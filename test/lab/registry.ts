import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached } from "./cache.ts";
import { daemonPid, killDaemon, startDaemon } from "./daemon.ts";
import { certificates } from "./keys.ts";
import { registryProgram } from "./packages.ts";
import { waitFor } from "./wait.ts";

type Progress = (line: string) => void;

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Starts the lab's registry on `address`: port 5000 plain, port 443 as ghcr.io. Images are built when they changed. */
export async function registryUp(folder: string, address: string, progress: Progress): Promise<void> {
  const record = join(folder, "process");
  const key = join(folder, "images.key");
  const images = await cachedImages(progress);
  if (daemonPid(record) !== undefined) {
    if ((await readFile(key, "utf8").catch(() => "")) === images) return;
    await killDaemon(record);
  }
  await rm(join(folder, "upper"), { recursive: true, force: true });
  for (const name of ["upper", "work", "storage"]) await mkdir(join(folder, name), { recursive: true });
  await certificates(folder, "ghcr.io");
  const storage = join(folder, "storage");
  const tls = { certificate: join(folder, "registry.crt"), key: join(folder, "registry.key") };
  await writeFile(join(folder, "plain.yml"), settings(storage, `${address}:5000`));
  await writeFile(join(folder, "tls.yml"), settings(storage, `${address}:443`, tls));
  await writeFile(key, images);
  const log = join(folder, "log");
  const namespaces = ["--mount", "--pid", "--fork", "--kill-child"];
  await startDaemon(record, log, ["unshare", ...namespaces, "sh", here("registry.sh")], {
    ...{ FOLDER: folder, IMAGES: images, PROGRAM: await registryProgram() },
  });
  await waitFor(
    `the registry (${log})`,
    20,
    () => answers(`http://${address}:5000`),
    () => daemonPid(record) !== undefined,
  );
}

export const registryDown = (folder: string) => killDaemon(join(folder, "process"));

export const registryRuns = (folder: string) => daemonPid(join(folder, "process")) !== undefined;

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/v2/`).then(
    (response) => response.ok,
    () => false,
  );
}

/** The storage folder with every image of the lab in it, from the cache; its name is a hash of what the images are made of. */
async function cachedImages(progress: Progress): Promise<string> {
  const module = here("images/index.ts");
  const key = await contentHash(here("images"));
  return cached(`images/${key}`, async (storage) => {
    if (!existsSync(module)) return;
    progress("building the lab's images (about two minutes, once)");
    const port = await freePort();
    const configuration = `${storage}.yml`;
    await writeFile(configuration, settings(storage, `127.0.0.1:${port}`));
    const command = ["--pdeathsig", "KILL", await registryProgram(), "serve", configuration]; // ends with this process
    const server = spawn("setpriv", command, { stdio: "ignore" });
    try {
      const url = `http://127.0.0.1:${port}`;
      await waitFor(
        "the registry that images are built into",
        20,
        () => answers(url),
        () => server.exitCode === null,
      );
      const { pushImages } = (await import(module)) as { pushImages(url: string, progress: Progress): Promise<void> };
      await pushImages(url, progress);
    } finally {
      server.kill();
      await rm(configuration);
    }
  });
}

/** Settings of Debian's docker-registry, written as JSON, which is YAML too. */
function settings(storage: string, address: string, tls?: { certificate: string; key: string }): string {
  return JSON.stringify({
    version: "0.1",
    log: { level: "warn", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: storage }, delete: { enabled: true } },
    http: { addr: address, secret: "of the lab alone", ...(tls && { tls }) },
  });
}

/** A hash of every file in a folder, by path and content; of nothing when there is no such folder. */
async function contentHash(folder: string): Promise<string> {
  const hash = createHash("sha256");
  const entries = existsSync(folder) ? await readdir(folder, { recursive: true, withFileTypes: true }) : [];
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.sort())
    hash
      .update(file.slice(folder.length))
      .update("\0")
      .update(await readFile(file))
      .update("\0");
  return hash.digest("hex").slice(0, 16);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
