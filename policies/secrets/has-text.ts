const bits = 17;
const mask = (1 << bits) - 1;

/** Which pairs and threes of characters a text has, capital letters taken for small ones; others may share their place. */
class Grams {
  private readonly pairs = new Uint8Array(1 << 14);
  private readonly threes = new Uint8Array(1 << bits);

  read(text: string): void {
    this.pairs.fill(0);
    this.threes.fill(0);
    let [first, second] = [0, 0];
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const third = code > 127 ? 0 : code > 64 && code < 91 ? code + 32 : code;
      this.pairs[(second << 7) | third] = 1;
      this.threes[((first << 14) ^ (second << 7) ^ third ^ (first >> 3)) & mask] = 1;
      first = second;
      second = third;
    }
  }

  /** False only when the text does not have it. */
  has(text: string): boolean {
    const code = (at: number) => text.charCodeAt(at);
    if (text.length === 2) return this.pairs[(code(0) << 7) | code(1)] === 1;
    for (let at = 0; at + 2 < text.length; at++) {
      const place = ((code(at) << 14) ^ (code(at + 1) << 7) ^ code(at + 2) ^ (code(at) >> 3)) & mask;
      if (this.threes[place] === 0) return false;
    }
    return true;
  }
}

const grams = new Grams();
let known: string | undefined;

/**
 * Whether a text may have one of others; a quick look, kept for as long as the same text is asked about.
 * @param others of ASCII characters in small letters, two at least
 */
export function mayHave(text: string, others: readonly string[]): boolean {
  if (text !== known) {
    grams.read(text);
    known = text;
  }
  return others.some((other) => grams.has(other));
}
