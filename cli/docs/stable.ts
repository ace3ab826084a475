import type { LabHost } from "../../test/lab/lab.ts";

/** What is different in each run, and what stands for it in the document. */
const replacements: readonly [RegExp, string][] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z?( UTC)?/g, "2026-01-31 09:30 UTC"],
  [/\b[0-9a-f]{12,64}\b/g, "0123456789ab"],
  [/\b\d+(\.\d+)? ?m?s\b/g, "1 s"],
];

/** Replaces a run's folder, its host's address and key, times, hashes and identifiers. */
export function stable(text: string, folder: string, host: Pick<LabHost, "address" | "privateKeyFile">): string {
  const own = text
    .replaceAll(folder, "/home/you/seisei")
    .replaceAll(host.privateKeyFile, "key.pem")
    .replaceAll(host.address, "203.0.113.10");
  const replaced = replacements.reduce((made, [pattern, by]) => made.replace(pattern, by), own);
  return replaced.replace(/[ \t]+$/gm, "");
}

/** The engine's last word on each resource: no progress, and a warning once, below the diagnostics. */
export function withoutProgress(preview: string): string {
  const lines = preview.split("\n").filter((line) => !/^@ | {4}seisei:\S+ \S+ +warning: /.test(line));
  return lines.map((line) => line.replace(/(\[diff: [^\]]*\]); warning: .*/, "$1")).join("\n");
}

/** A document's lines in one order: the engine handles resources side by side, and whichever is ready first comes first. */
export const inOneOrder = (document: string) => document.split("\n").sort();
