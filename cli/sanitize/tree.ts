import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type Sanitized, sanitize } from "../../policies/sanitize/sanitize.ts";
import type { Allow } from "../../policies/secrets/allow.ts";
import { scanFile } from "../../policies/secrets/scan-file.ts";
import { visitPaths } from "../../policies/secrets/scan.ts";

export interface Report {
  readonly findings: Sanitized["findings"][number][];
  /** Text files that were looked at. */
  files: number;
  /** Those of them with secrets that were, or would be, removed. */
  changed: number;
  /** Files that were left alone because they are binary. */
  binary: number;
  /** Links out of the folder, as sentences. */
  readonly notes: string[];
  /** What could not be read or not be made clean, as sentences. */
  readonly errors: string[];
}

/** Bytes. A larger file is looked at in pieces and never changed. */
const largest = 16 << 20;

/**
 * Removes the secrets from every file of a tree. A file is replaced as a whole or not at all, and keeps its mode.
 * @param write false: only tells what would be done
 */
export function sanitizeTree(folder: string, write: boolean, allow?: Allow): Report {
  const report: Report = { findings: [], files: 0, changed: 0, binary: 0, notes: [], errors: [] };
  visitPaths([folder], report, (path) => {
    const stats = statSync(path);
    const result = stats.size > largest ? tooLarge(path, stats, allow) : sanitize(path, readFileSync(path), allow);
    if (result === undefined) {
      report.binary++;
      return;
    }
    const { findings, content, problem } = result;
    report.files++;
    report.findings.push(...findings);
    if (problem !== undefined) report.errors.push(`${path}: left as it is: ${problem}`);
    if (content === undefined) return;
    try {
      if (write) replace(path, content, stats);
      report.changed++;
    } catch (error) {
      report.errors.push(`${path}: left as it is: it could not be written (${(error as Error).message})`);
    }
  });
  return report;
}

function tooLarge(path: string, { size }: Stats, allow?: Allow): Sanitized | undefined {
  const found = scanFile(path, allow);
  if (found === undefined) return;
  const findings = found.map(({ message: _, ...finding }) => finding);
  if (findings.length === 0) return { findings };
  const megabytes = Math.ceil(size / (1 << 20));
  return { findings, problem: `it is too large to change (${megabytes} MB) and holds secrets; edit or remove it` };
}

/** By a file beside it that takes its name, so that nobody ever reads half of it. */
function replace(path: string, content: Buffer, { mode, uid, gid }: Stats): void {
  const beside = join(dirname(path), `.seisei-${randomBytes(6).toString("hex")}`);
  const descriptor = openSync(beside, "wx", 0o600);
  try {
    writeFileSync(descriptor, content);
    if (process.getuid?.() === 0) fchownSync(descriptor, uid, gid);
    fchmodSync(descriptor, mode & 0o7777);
    fsyncSync(descriptor);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}
