import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Allow } from "./allow.ts";
import { findSecrets, type SecretFinding } from "./find.ts";
import { encodingOf } from "./text.ts";

/** What is read at a time of a file that is larger; a 1 GB file needs no more memory than this. */
const pieceBytes = 4 << 20;
/** Characters that are looked at with both pieces, so that a key is seen whole. */
const overlap = 16_384;

/** The secrets in a file on disk; undefined when it is binary. Throws what `node:fs` throws. */
export function scanFile(path: string, allow?: Allow): SecretFinding[] | undefined {
  const descriptor = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(Math.min(fstatSync(descriptor).size + 1, pieceBytes));
    let read = fill(descriptor, buffer);
    const encoding = encodingOf(buffer.subarray(0, read));
    if (encoding === undefined) return;
    if (read < buffer.length) return findSecrets(path, buffer.subarray(0, read), allow);
    const decoder = new TextDecoder(encoding);
    const pieces = new Pieces(path, allow);
    for (; read > 0; read = fill(descriptor, buffer))
      pieces.add(decoder.decode(buffer.subarray(0, read), { stream: true }));
    return pieces.end();
  } finally {
    closeSync(descriptor);
  }
}

function fill(descriptor: number, buffer: Buffer): number {
  let length = 0;
  for (let read = -1; read !== 0 && length < buffer.length; length += read) {
    read = readSync(descriptor, buffer, length, buffer.length - length, null);
  }
  return length;
}

/** Joins the findings of pieces that overlap. */
class Pieces {
  private text = "";
  private line = 0;
  private column = 0;
  private readonly found = new Map<string, SecretFinding>();
  private readonly path: string;
  private readonly allow: Allow | undefined;

  constructor(path: string, allow: Allow | undefined) {
    this.path = path;
    this.allow = allow;
  }

  add(piece: string): void {
    this.text += piece;
    this.look();
    const newline = this.text.lastIndexOf("\n", this.text.length - overlap);
    const cut = newline < 0 ? Math.max(0, this.text.length - overlap) : newline + 1; // one endless line is cut anywhere
    for (let at = this.text.indexOf("\n"); at >= 0 && at < cut; at = this.text.indexOf("\n", at + 1)) {
      this.line++;
      this.column = 0;
    }
    if (newline < 0) this.column += cut;
    this.text = this.text.slice(cut);
  }

  end(): SecretFinding[] {
    return [...this.found.values()];
  }

  private look(): void {
    for (const finding of findSecrets(this.path, this.text, this.allow)) {
      const column = finding.column + (finding.line === 1 ? this.column : 0);
      const line = finding.line + this.line;
      const key = `${line}:${column}`;
      if (!this.found.has(key)) this.found.set(key, { ...finding, line, column });
    }
  }
}
