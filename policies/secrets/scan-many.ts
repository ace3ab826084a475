import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Allow } from "./allow.ts";
import type { SecretFinding } from "./find.ts";
import { scanContent } from "./scan-file.ts";
import type { Batch } from "./scan-worker.ts";

const batchBytes = 256 << 10;
/** What may wait for a thread at a time. */
const waitingBytes = 32 << 20;

interface File {
  readonly path: string;
  readonly content: Buffer;
  /** Its place in the answer. */
  readonly index: number;
}

/**
 * Looks at many files, in threads where they are worth it. A thread only says in which files a rule sees something;
 * those are looked at again here, so that the findings do not depend on threads.
 */
export class ScanMany {
  private readonly found: SecretFinding[][] = [];
  private batch: File[] = [];
  private batched = 0;
  private bytes = 0;
  private readonly waiting: File[][] = [];
  private readonly pending = new Set<Promise<void>>();
  private readonly idle: Worker[] = [];
  private readonly workers: Worker[] = [];
  private readonly allow: Allow | undefined;
  private readonly worthThreads: number;

  /** @param worthThreads bytes; below, threads take longer to start than they save */
  constructor(allow?: Allow, worthThreads = 3 << 20) {
    this.allow = allow;
    this.worthThreads = worthThreads;
  }

  /** Takes a text file; resolves once there is room for another. */
  async add(path: string, content: Buffer): Promise<void> {
    this.batch.push({ path, content, index: this.found.push([]) - 1 });
    this.bytes += content.length;
    this.batched += content.length;
    if (this.batched < batchBytes) return;
    this.waiting.push(this.batch);
    this.batch = [];
    this.batched = 0;
    if (this.bytes > this.worthThreads) this.hand();
    while (this.waiting.length * batchBytes > waitingBytes) await Promise.race(this.pending);
  }

  /** The findings of all files, in the order in which they were added. */
  async end(): Promise<SecretFinding[]> {
    try {
      this.waiting.push(this.batch);
      if (this.workers.length === 0) for (const batch of this.waiting) for (const file of batch) this.look(file);
      else this.hand();
      while (this.pending.size > 0) await Promise.race(this.pending);
      return this.found.flat();
    } finally {
      await this.stop();
    }
  }

  /** Ends the threads, also when the files are not all looked at. */
  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private look({ path, content, index }: File): void {
    this.found[index] = scanContent(path, content, this.allow) ?? [];
  }

  private hand(): void {
    while (this.workers.length < Math.min(availableParallelism(), 4)) {
      const worker = new Worker(new URL("./scan-worker.ts", import.meta.url));
      this.workers.push(worker);
      this.idle.push(worker);
    }
    while (this.waiting.length > 0 && this.idle.length > 0) {
      const work = this.give(this.idle.pop()!, this.waiting.shift()!).finally(() => this.pending.delete(work));
      this.pending.add(work);
    }
  }

  private async give(worker: Worker, files: readonly File[]): Promise<void> {
    const bytes = new Uint8Array(files.reduce((sum, { content }) => sum + content.length, 0));
    let at = 0;
    for (const { content } of files) {
      bytes.set(content, at);
      at += content.length;
    }
    const batch: Batch = {
      paths: files.map(({ path }) => path),
      lengths: files.map(({ content }) => content.length),
      bytes,
    };
    worker.postMessage(batch, [bytes.buffer]);
    const [seen] = (await once(worker, "message")) as [number[]];
    for (const index of seen) this.look(files[index]!);
    this.idle.push(worker);
    this.hand();
  }
}
