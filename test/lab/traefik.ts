import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cached } from "./cache.ts";
import { buildLayer } from "./images/layers.ts";
import { traefikProgram } from "./images/recipes.ts";
import { run } from "./process.ts";
import { waitFor } from "./wait.ts";

/** A router as Traefik's API shows it. */
export interface ShownRouter {
  readonly name: string;
  readonly status: string;
  readonly error?: readonly string[];
}

/** The lab's Traefik as one process on loopback, with the file provider alone; no Docker. */
export class TraefikProcess {
  /** Entry point → its port. */
  readonly ports: Readonly<Record<"web" | "websecure" | "traefik", number>>;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(ports: TraefikProcess["ports"], folder: string, process: ChildProcess) {
    this.ports = ports;
    this.#folder = folder;
    this.#process = process;
  }

  static async start(): Promise<TraefikProcess> {
    const program = await traefikPath();
    const folder = await mkdtemp(join(tmpdir(), "seisei-traefik-"));
    await mkdir(join(folder, "dynamic"));
    const [web, websecure, traefik] = (await freePorts(3)) as [number, number, number];
    const flags = [
      ...Object.entries({ web, websecure, traefik }).map(
        ([name, port]) => `--entryPoints.${name}.address=127.0.0.1:${port}`,
      ),
      "--api.insecure=true",
      "--ping=true",
      "--log.level=FATAL",
      "--providers.providersThrottleDuration=10ms",
      `--providers.file.directory=${join(folder, "dynamic")}`,
    ];
    const process = spawn(program, flags, { cwd: folder, stdio: "ignore" });
    const started = new TraefikProcess({ web, websecure, traefik }, folder, process);
    const answers = () =>
      fetch(`http://127.0.0.1:${traefik}/ping`).then(
        ({ ok }) => ok,
        () => false,
      );
    await waitFor("Traefik", 60, answers, () => process.exitCode === null);
    return started;
  }

  /** Gives Traefik another dynamic configuration and waits until its API shows it. */
  async configure(text: string, routers: readonly string[]): Promise<ShownRouter[]> {
    const file = join(this.#folder, "dynamic/routes.yml");
    await writeFile(join(this.#folder, "routes.new"), text);
    await rename(join(this.#folder, "routes.new"), file);
    let shown: ShownRouter[] = [];
    await waitFor("Traefik's new routers", 30, async () => {
      shown = [...(await this.#shown("http")), ...(await this.#shown("tcp"))];
      const names = shown.map(({ name }) => name).filter((name) => name.endsWith("@file"));
      return names.sort().join() === [...routers].sort().join();
    });
    return shown;
  }

  /** Everything that its API shows. */
  async rawData(): Promise<unknown> {
    return (await fetch(`http://127.0.0.1:${this.ports.traefik}/api/rawdata`)).json();
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill();
    await ended;
    await rm(this.#folder, { recursive: true });
  }

  async #shown(protocol: string): Promise<ShownRouter[]> {
    const response = await fetch(`http://127.0.0.1:${this.ports.traefik}/api/${protocol}/routers?per_page=10000`);
    return (await response.json()) as ShownRouter[];
  }
}

async function traefikPath(): Promise<string> {
  const folder = await cached(traefikProgram.requirement.replace("==", "-"), async (into) => {
    const { file } = await buildLayer(traefikProgram, () => {});
    await run("tar", ["-xf", file, "-C", into]);
  });
  return join(folder, traefikProgram.path);
}

/** Ports of loopback that nothing uses now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once("listening", resolve))));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
