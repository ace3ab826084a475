import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";
import { pack } from "tar-stream";

/** Who owns the files, and when they are from, has nothing to do with the machine that packs them. */
const owner = { uid: 0, gid: 0, uname: "", gname: "" };

/**
 * A `.tar.gz` that has the same bytes wherever it is made of the same files: nothing of the machine, the user, the clock
 * or the folder is in it.
 */
export class Archive {
  private readonly tar = pack();
  private readonly hash = createHash("sha256");
  private readonly written: Promise<void>;
  private readonly mtime: Date;
  private readonly folder: string;

  /**
   * @param file where it is written to
   * @param folder all files are in it
   * @param mtime the time of every file
   */
  constructor(file: string, folder: string, mtime: Date) {
    this.folder = folder;
    this.mtime = mtime;
    // Run lengths and Huffman codes alone: how zlib finds longer repetitions depends on the processor's instructions.
    const gzip = createGzip({ level: 6, memLevel: 8, strategy: constants.Z_RLE });
    const hash = this.hash;
    const seen = new Transform({
      transform(chunk, _encoding, done) {
        hash.update(chunk);
        done(undefined, chunk);
      },
    });
    this.written = pipeline(this.tar, gzip, withoutSystem(), seen, createWriteStream(file));
    this.written.catch(() => {}); // told by `end`, or by the entry that cannot be written
  }

  /** Begins a file; its content follows with `write`, then `close`. */
  file(
    path: string,
    size: number,
    executable: boolean,
  ): { write(piece: Buffer): Promise<void>; close(): Promise<void> } {
    let closed!: (error?: Error | null) => void;
    const end = new Promise<void>((resolve, reject) => {
      closed = (error) => (error ? reject(error) : resolve());
    });
    const header = {
      name: `${this.folder}/${path}`,
      size,
      mode: executable ? 0o755 : 0o644,
      mtime: this.mtime,
      ...owner,
    };
    const sink = this.tar.entry(header, (error) => closed(error));
    return {
      write: async (piece) => {
        if (piece.length > 0 && !sink.write(piece)) await Promise.race([once(sink, "drain"), this.failed()]);
      },
      close: () => {
        sink.end(undefined);
        return Promise.race([end, this.failed()]);
      },
    };
  }

  link(path: string, target: string): void {
    const name = `${this.folder}/${path}`;
    this.tar.entry({ name, type: "symlink", linkname: target, mode: 0o777, mtime: this.mtime, ...owner });
  }

  /** Ends the archive. @returns its SHA-256, in hex */
  async end(): Promise<string> {
    this.tar.finalize();
    await this.written;
    return this.hash.digest("hex");
  }

  /** Gives up what was begun. */
  async stop(): Promise<void> {
    this.tar.destroy();
    await this.written.catch(() => {});
  }

  /** Never resolves; rejects when the disk does not take it. */
  private failed(): Promise<never> {
    return this.written.then(() => new Promise<never>(() => {}));
  }
}

/** Names no operating system in the header of gzip (byte 9, RFC 1952). */
function withoutSystem(): Transform {
  let at = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const system = 9 - at;
      at += chunk.length;
      if (system >= 0 && system < chunk.length) chunk[system] = 255;
      done(undefined, chunk);
    },
  });
}
