import { encodingOf } from "../secrets/text.ts";

/** A file's text, and the way back to its bytes: what is not changed in the text is not changed in the file. */
export interface Decoded {
  readonly text: string;
  encode(text: string): Buffer;
}

/** Reads a file's bytes so that every one of them can be written again; undefined when it is binary. */
export function decode(content: Buffer): Decoded | undefined {
  const encoding = encodingOf(content);
  if (encoding === undefined) return;
  const mark = content.subarray(0, byteOrderMark(content));
  const body = content.subarray(mark.length);
  if (encoding === "utf-8") {
    const name = isUtf8(body) ? "utf8" : "latin1"; // one character for each byte, whatever it means
    return { text: body.toString(name), encode: (text) => Buffer.concat([mark, Buffer.from(text, name)]) };
  }
  const swap = (bytes: Buffer) => (encoding === "utf-16be" ? Buffer.from(bytes).swap16() : bytes);
  const even = body.length - (body.length % 2);
  const [units, rest] = [body.subarray(0, even), body.subarray(even)];
  return {
    text: swap(units).toString("utf16le"),
    encode: (text) => Buffer.concat([mark, swap(Buffer.from(text, "utf16le")), rest]),
  };
}

function byteOrderMark([first, second, third]: Buffer): number {
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return 2;
  return first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0;
}

function isUtf8(content: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}
