import { spawn } from "node:child_process";
import { UserError } from "./errors.ts";
import { gitEnvironment } from "./git.ts";

/** What is read at a time of a larger blob; a file of 1 GB needs no more memory than this. */
export const pieceBytes = 4 << 20;

/** A blob as it comes from git. */
export interface BlobStream<E> {
  readonly entry: E;
  readonly size: number;
  /** The content: one piece when it is no larger than `pieceBytes`. What is not read of it is passed over. */
  readonly pieces: AsyncIterable<Buffer>;
}

/**
 * Reads blobs one after the other with one git process, never one wholly in memory.
 * @throws UserError when git does not have one
 */
export async function* streamBlobs<E extends { readonly id: string; readonly path: string }>(
  repository: string,
  entries: readonly E[],
): AsyncGenerator<BlobStream<E>> {
  if (entries.length === 0) return;
  const child = spawn("git", ["-C", repository, "cat-file", "--batch"], { env: gitEnvironment() });
  child.stdin.on("error", () => {}); // git ended early: what it did not answer says so
  child.stdin.end(entries.map(({ id }) => `${id}\n`).join(""));
  const input = new Input(child.stdout);
  try {
    for (const entry of entries) {
      const header = await input.line();
      const size = Number(/^[0-9a-f]{40,64} blob (\d+)$/.exec(header)?.[1] ?? Number.NaN);
      if (Number.isNaN(size)) {
        throw new UserError(
          `${entry.path}: expected git object ${entry.id}, got none; run \`git fetch\`, then \`git fsck\``,
        );
      }
      let left = size;
      const pieces = (async function* () {
        do {
          const piece = await input.bytes(Math.min(left, pieceBytes));
          left -= piece.length;
          yield piece;
        } while (left > 0);
      })();
      yield { entry, size, pieces };
      while (left > 0) left -= (await input.bytes(Math.min(left, pieceBytes))).length;
      await input.bytes(1); // the line end after each object
    }
  } finally {
    child.kill();
  }
}

/** Lines and counts of bytes from a stream. */
class Input {
  #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Up to the next line end; what there is when the stream ends before it. */
  async line(): Promise<string> {
    let end = this.#rest.indexOf(10);
    while (end < 0 && (await this.#more())) end = this.#rest.indexOf(10);
    const line = this.#rest.toString("utf8", 0, end < 0 ? this.#rest.length : end);
    this.#rest = this.#rest.subarray(end < 0 ? this.#rest.length : end + 1);
    return line;
  }

  async bytes(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let missing = count; missing > 0; ) {
      if (this.#rest.length === 0 && !(await this.#more()))
        throw new UserError("git cat-file ended early; run `git fsck`");
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#chunks.next();
    if (done) return false;
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value]);
    return true;
  }
}
