import { extras, type Measure, operations, waitsFor } from "./operations.ts";
import type { Results } from "./results.ts";

/** Columns, each as wide as its widest cell; the first is aligned left, the others right. */
function align(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]!);
  return rows.map((row) => row.map(cell).join("  ").trimEnd());
}

/** The table of medians: seconds by number of stacks, then for the largest number the ratios and what it cost the host. */
export function tableText(results: Results, sizes: readonly number[]): string {
  const largest = Math.max(...sizes);
  const heading = [
    "",
    ...sizes.map((size) => `${size} ${size === 1 ? "stack" : "stacks"}`),
    ...["× empty preview", "× preview", "SSH connections", "started", "waits until"],
  ];
  const row = (measure: Measure, title: string) => {
    const seconds = results.median(measure, largest);
    const ratio = (other: Measure) => (seconds / results.median(other, largest)).toFixed(2);
    const count = (column: "connections" | "started") => {
      const value = Math.round(results.median(measure, largest, column));
      return Number.isNaN(value) ? "" : String(value);
    };
    return [
      title,
      ...sizes.map((size) => `${results.median(measure, size).toFixed(2)} s`),
      ratio("emptyPreview"),
      ratio("preview"),
      count("connections"),
      count("started"),
      waitsFor[measure] ?? "",
    ];
  };
  const rows = Object.entries({ ...operations, ...extras }).map(([measure, title]) => row(measure as Measure, title));
  return align([heading, ...rows]).join("\n");
}

/** What a reader must know to compare the rows fairly. */
export const notes = `Medians; ratios, SSH connections and "started" are those of the larger number of stacks.
"started" counts processes and threads on the host (its pid counter), less what it starts anyway in that time.
"answers": the service answers at its health URL; "running": Docker calls the container running; else nothing is waited for.
Every row: same host, images already there, same compose files, no SSH connection open beforehand, curve25519 first.
\`pulumi up\` runs with --yes --skip-preview; the release is set in the configuration beforehand, as a commit would be.
After each row the host is checked: image of each container, and nothing recreated where nothing had changed.`;
