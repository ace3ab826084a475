import type { Item } from "./plan.ts";

/** What was found in one place, and what of it went. */
export interface Outcome {
  /** A host's name, or "here". */
  readonly where: string;
  readonly items: readonly Item[];
  readonly gone: readonly Item[];
  /** Why the place could not be looked at. */
  readonly error?: string;
}

/** One line for each thing, and the sum. */
export function cleanupText(outcomes: readonly Outcome[], applied: boolean): string {
  const rows = outcomes.flatMap(({ where, items, gone }) =>
    items.map((item) => [verb(item, gone, applied), where, item.kind, size(item.bytes), item.subject]),
  );
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row.map((cell, at) => (at === 3 ? cell.padStart(widths[3]!) : cell.padEnd(widths[at] ?? 0))).join("  "),
  );
  const counted = outcomes.flatMap(({ items, gone }) => (applied ? gone : items.filter(({ remove }) => remove)));
  const sum = `${counted.length} thing${counted.length === 1 ? "" : "s"}, up to ${size(counted.reduce((sum, { bytes }) => sum + bytes, 0)).trim()}`;
  const end = applied ? `removed ${sum}` : `could go: ${sum}; nothing was removed, \`make cleanup APPLY=1\` does it`;
  return [...lines, ...(lines.length > 0 ? [""] : []), counted.length > 0 ? end : "nothing to clean up"].join("\n");
}

function verb(item: Item, gone: readonly Item[], applied: boolean): string {
  if (!item.remove) return "only told";
  if (!applied) return "could go";
  return gone.includes(item) ? "removed" : "would not go";
}

/** Images share layers, so what is freed may be less. */
function size(bytes: number): string {
  return bytes === 0 ? "" : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
