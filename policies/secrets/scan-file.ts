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
    if (read < buffer.length) return scanContent(path, buffer.subarray(0, read), allow);
    const pieces = new PieceScan(path, allow);
    for (; read > 0 && !pieces.binary; read = fill(descriptor, buffer)) pieces.add(buffer.subarray(0, read));
    return pieces.end();
  } finally {
    closeSync(descriptor);
  }
}

/** The secrets in a file's whole content; undefined when it is binary. */
export function scanContent(path: string, content: Buffer, allow?: Allow): SecretFinding[] | undefined {
  return encodingOf(content) === undefined ? undefined : findSecrets(path, content, allow);
}

function fill(descriptor: number, buffer: Buffer): number {
  let length = 0;
  for (let read = -1; read !== 0 && length < buffer.length; length += read) {
    read = readSync(descriptor, buffer, length, buffer.length - length, null);
  }
  return length;
}

/** Joins the findings of a file's pieces, which are looked at with the end of the piece before. */
export class PieceScan {
  /** Known after the first piece. */
  binary = false;
  private decoder: TextDecoder | undefined;
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

  add(piece: Buffer): void {
    if (this.decoder === undefined) {
      const encoding = encodingOf(piece);
      this.binary = encoding === undefined;
      this.decoder = new TextDecoder(encoding);
    }
    if (this.binary) return;
    this.text += this.decoder.decode(piece, { stream: true });
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

  /** Undefined when the file is binary. */
  end(): SecretFinding[] | undefined {
    return this.binary ? undefined : [...this.found.values()];
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
