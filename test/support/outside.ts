import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { LabHost } from "../lab/lab.ts";
import { waitFor } from "../lab/wait.ts";
import { sshTo } from "./lab-ssh.ts";

/** Something on a host of the lab that is asked for an answer. */
export interface Watched {
  readonly name: string;
  readonly host: LabHost;
  /** As the host itself reaches them: `http://127.0.0.1:8069/web/health`. Each of them has to answer. */
  readonly addresses: readonly string[];
}

/** What came of asking once. */
export interface Round {
  /** When it was known, in milliseconds. */
  readonly at: number;
  readonly answered: boolean;
}

const every = 100; // milliseconds

/** Asks what runs on hosts of the lab again and again, from this machine through SSH, and notes when it answered. */
export class Outside {
  readonly #folder = mkdtempSync(join(tmpdir(), "outside-"));
  readonly #tunnels: ChildProcess[] = [];
  readonly #rounds = new Map<string, Round[]>();
  readonly #loops: Promise<void>[] = [];
  #ended = false;

  /** Begins; resolves when each of them was asked once. @throws Error where a connection cannot be made */
  static async watch(all: readonly Watched[]): Promise<Outside> {
    const outside = new Outside();
    try {
      const sockets = await outside.#connect(all);
      for (const one of all) outside.#ask(one, sockets);
      await waitFor("the first answers", 10, () => [...outside.#rounds.values()].every(({ length }) => length > 0));
    } catch (error) {
      await outside.stop();
      throw error;
    }
    return outside;
  }

  /** Ends it. @returns name → what came of each time that it was asked */
  async stop(): Promise<ReadonlyMap<string, readonly Round[]>> {
    this.#ended = true;
    await Promise.all(this.#loops);
    for (const tunnel of this.#tunnels) tunnel.kill();
    rmSync(this.#folder, { recursive: true, force: true });
    return this.#rounds;
  }

  /** One connection a host, one socket of this machine an address: host and address → socket. */
  async #connect(all: readonly Watched[]): Promise<Map<string, string>> {
    const sockets = new Map<string, string>();
    for (const host of new Set(all.map(({ host }) => host))) {
      const forwards: string[] = [];
      for (const address of all.flatMap((one) => (one.host === host ? one.addresses : []))) {
        const key = `${host.name} ${new URL(address).host}`;
        if (sockets.has(key)) continue;
        sockets.set(key, join(this.#folder, `${sockets.size}`));
        const { hostname, port } = new URL(address);
        forwards.push("-L", `${sockets.get(key)}:${hostname}:${port || 80}`);
      }
      const words = ["-N", ...forwards, ...sshTo(host, this.#folder)];
      const ssh = spawn("ssh", words, { stdio: ["ignore", "ignore", "pipe"] });
      this.#tunnels.push(ssh);
      let said = "";
      ssh.stderr.setEncoding("utf8").on("data", (text: string) => {
        said = `${said}${text}`.slice(-1000);
      });
      const mine = [...sockets].filter(([key]) => key.startsWith(`${host.name} `)).map(([, socket]) => socket);
      await waitFor(
        `SSH to ${host.name}`,
        10,
        () => mine.every((socket) => existsSync(socket)),
        () => ssh.exitCode === null,
      ).catch((error: Error) => {
        throw new Error(`${error.message}\n${said}`);
      });
    }
    return sockets;
  }

  #ask({ name, host, addresses }: Watched, sockets: ReadonlyMap<string, string>): void {
    const rounds: Round[] = [];
    this.#rounds.set(name, rounds);
    const ask = async () => {
      while (!this.#ended) {
        const begun = Date.now();
        const all = addresses.map((address) => answers(address, sockets.get(`${host.name} ${new URL(address).host}`)!));
        const answered = (await Promise.all(all)).every(Boolean);
        rounds.push({ at: Date.now(), answered });
        await sleep(Math.max(0, every - (Date.now() - begun)));
      }
    };
    this.#loops.push(ask());
  }
}

/** Whether an address answers with a status from 200 to 399 within a second, asked through a socket that leads there. */
export function answers(address: string, socketPath: string): Promise<boolean> {
  const { pathname, search, host } = new URL(address);
  return new Promise((resolve) => {
    const options = { socketPath, path: pathname + search, headers: { host }, agent: false };
    const asked = request({ ...options, signal: AbortSignal.timeout(1000) }, (response) => {
      response.resume();
      response.on("error", () => resolve(false));
      response.on("end", () => resolve(response.statusCode! >= 200 && response.statusCode! < 400));
    });
    asked.on("error", () => resolve(false));
    asked.end();
  });
}

/** Seconds between the last answer before and the first answer after, over all times without one. */
export function downtime(rounds: readonly Round[]): number {
  let milliseconds = 0;
  let last = rounds[0]?.at ?? 0;
  let silent = false;
  for (const { at, answered } of rounds) {
    if (answered && silent) milliseconds += at - last;
    if (answered) last = at;
    silent = !answered;
  }
  if (silent) milliseconds += rounds.at(-1)!.at - last;
  return milliseconds / 1000;
}
