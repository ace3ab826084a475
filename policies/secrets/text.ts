/** How a file's characters are written; undefined when it is binary. UTF-16 has a byte order mark or a zero in each pair. */
export function encodingOf(content: Buffer): "utf-8" | "utf-16le" | "utf-16be" | undefined {
  const [first, second] = content;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const head = content.subarray(0, 8000);
  if (!head.includes(0)) return "utf-8";
  const zeros: [even: number, odd: number] = [0, 0];
  for (const [index, byte] of head.entries()) if (byte === 0) zeros[index % 2 === 0 ? 0 : 1]++;
  const many = head.length * 0.35;
  const few = head.length * 0.025;
  if (zeros[1] > many && zeros[0] < few) return "utf-16le";
  if (zeros[0] > many && zeros[1] < few) return "utf-16be";
  return;
}

/** The text of a file; undefined when it is binary. */
export function textOf(content: Buffer | string): string | undefined {
  if (typeof content === "string") return content;
  const encoding = encodingOf(content);
  return encoding && new TextDecoder(encoding).decode(content);
}
