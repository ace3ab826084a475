import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { LabHost } from "../lab/lab.ts";
import { waitFor } from "../lab/wait.ts";
import { sshTo } from "../support/lab-ssh.ts";
import { settled } from "./judge.ts";
import { type Row, type Session, take } from "./log.ts";
import { name } from "./stack.ts";

/** Writes rows with attachments without an end, and keeps its log here: what becomes of the host, the log stays. */
export class Writer {
  readonly #folder = mkdtempSync(join(tmpdir(), "writer-"));
  readonly #host: LabHost;
  #sessions: Session[] = [];
  #running: ChildProcess | undefined;
  #loop: Promise<void> | undefined;
  #ended = false;
  #count = 0;
  #wrong: string | undefined;

  constructor(host: LabHost) {
    this.#host = host;
  }

  /** Every session so far. @throws Error when the writer printed what it should not */
  get sessions(): readonly Session[] {
    if (this.#wrong) throw new Error(this.#wrong);
    return this.#sessions;
  }

  /** Begins; resolves with the first commit. A connection that ends, as with its container, is followed by another. */
  async start(): Promise<void> {
    this.#ended = false;
    this.#loop = this.#connectAgain();
    await this.wrote();
  }

  /** Resolves with the next commit. */
  async wrote(): Promise<void> {
    const all = () => this.#sessions.reduce((sum, { commits }) => sum + commits.length, 0);
    const before = all();
    const alive = () => this.#wrong === undefined;
    await waitFor("a commit of the writer", 60, () => all() > before, alive);
  }

  /** Ends it, with its log complete. */
  async stop(): Promise<void> {
    this.#ended = true;
    this.#running?.stdin?.end();
    await this.#loop;
  }

  /** Goes on from what the restored data has. */
  settle(rows: readonly Row[]): void {
    this.#sessions = settled(this.#sessions, rows);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #connectAgain(): Promise<void> {
    while (!this.#ended && !this.#wrong) {
      await this.#connect();
      if (!this.#ended) await sleep(300);
    }
  }

  #connect(): Promise<void> {
    const session: Session = { id: ++this.#count, begun: Date.now(), mark: 0, commits: [] };
    this.#sessions.push(session);
    const command = `docker exec -i ${name}-web-1 python3 /writer/writer.py ${session.id}`;
    const ssh = spawn("ssh", [...sshTo(this.#host, this.#folder), command], { stdio: ["pipe", "pipe", "ignore"] });
    this.#running = ssh;
    ssh.stdin.on("error", () => {}); // it has ended already
    createInterface({ input: ssh.stdout }).on("line", (line) => {
      try {
        take(session, line);
      } catch (error) {
        this.#wrong ??= (error as Error).message;
      }
    });
    return new Promise((resolve, reject) => {
      ssh.on("error", reject);
      ssh.on("close", () => resolve());
    });
  }
}
