import { parentPort } from "node:worker_threads";
import { findMatches } from "./find.ts";
import { textOf } from "./text.ts";

/** Files whose contents stand one after the other. */
export interface Batch {
  readonly paths: readonly string[];
  /** Bytes of each. */
  readonly lengths: readonly number[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A thread of `scan-many.ts`: answers each batch with the places in it of files in which a rule sees something. */
parentPort?.on("message", ({ paths, lengths, bytes }: Batch) => {
  let at = 0;
  const seen = paths.flatMap((path, index) => {
    const content = Buffer.from(bytes.buffer, at, lengths[index]);
    at += lengths[index]!;
    const text = textOf(content);
    return text !== undefined && findMatches(path, text).length > 0 ? [index] : [];
  });
  parentPort!.postMessage(seen);
});
