import { writeFileSync } from "node:fs";
import { UserError } from "../release/errors.ts";
import { readAllowList } from "./shared/allow-list.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { projectFolder } from "./shared/project.ts";
import { type Report, sanitizeTree } from "./sanitize/tree.ts";

export const usage = {
  forms: ["scripts/sanitize.sh DIR [--dry-run] [--report FILE]"],
  text: `Puts REDACTED in the place of every password, key and token in the files below DIR; the rest of each file stays as
it is, byte for byte. Finds what scripts/secrets.sh finds; what policies/secrets.allow.yaml lets stay, stays.
Links, git's own files, node_modules and binary files are left alone, and files over 16 MB, which count as an error when
they hold a secret. A file that would no longer parse, or would have other keys, is left alone too, and said.
Exit code 0: none found, or all removed. 1: with --dry-run, something would be. 2: something could not be done.`,
  options: {
    "dry-run": { text: "changes nothing" },
    report: {
      value: "FILE",
      text: "what was found (file, line, column, rule, masked), counts, notes and errors as JSON",
    },
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** `scripts/sanitize.sh`. */
export async function run(args: string[]): Promise<void> {
  const { folder, dryRun, reportFile } = read(args);
  const report = sanitizeTree(folder, !dryRun, readAllowList(projectFolder()));
  for (const line of [...report.notes, ...report.errors]) console.error(line);
  console.log(text(report, dryRun));
  if (reportFile !== undefined) writeFileSync(reportFile, `${JSON.stringify({ dryRun, ...report }, undefined, 2)}\n`);
  process.exitCode = report.errors.length > 0 ? 2 : dryRun && report.findings.length > 0 ? 1 : 0;
}

function read(args: string[]): { folder: string; dryRun: boolean; reportFile: string | undefined } {
  const at = args.findIndex((word, index) => !word.startsWith("-") && args[index - 1] !== "--report");
  const { "dry-run": dryRun = false, report } = readOptions("sanitize", usage, at < 0 ? args : args.toSpliced(at, 1));
  const folder = args[at];
  if (folder === undefined)
    throw new UserError("sanitize: expected a folder, got none; write it like scripts/sanitize.sh audit/runtime");
  return { folder, dryRun, reportFile: report };
}

function text({ findings, files, changed, binary, errors }: Report, dryRun: boolean): string {
  const secrets = findings.length === 1 ? "1 secret" : `${findings.length || "no"} secrets`;
  const done = dryRun ? "would be changed; nothing was" : "changed";
  const failed = errors.length === 0 ? "" : `, ${errors.length} not done`;
  return [
    ...findings.map(({ file, line, column, rule, masked }) => `${file}:${line}:${column}: ${rule}: ${masked}`),
    `${secrets} in ${files} files: ${changed} ${done} (${binary} binary files left alone${failed})`,
  ].join("\n");
}
