import { type Mark, oneLine, paint } from "../shared/mark.ts";
import type { CheckResult } from "./checks.ts";

/** 0 all as it should be, 1 findings, 2 something could not be checked, whatever else was found. */
export function exitCode(results: readonly CheckResult[]): 0 | 1 | 2 {
  if (results.some(({ couldNot }) => couldNot !== undefined)) return 2;
  return results.some(({ findings }) => findings.length > 0) ? 1 : 0;
}

/** More findings of one check than this hide those of the others. */
const shown = 12;

export const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;

const readiness: Verdicts = ["ready for a release", "not ready for a release", "could not check everything"];
type Verdicts = readonly [passed: string, failed: string, unknown: string];

/**
 * A line for each check that passed and for each finding, and a summary.
 * @param verdicts the summary's first words, by the exit code
 */
export function checkText(results: readonly CheckResult[], colour: boolean, verdicts = readiness): string {
  const width = Math.max(...results.map(({ name }) => name.length));
  const lines = results.flatMap((result) =>
    shortened(rows(result)).map(
      ([mark, text]) => `${paint(mark, colour)}  ${oneLine(`${result.name.padEnd(width)}  ${text}`)}`,
    ),
  );
  return [...lines, "", summary(results, verdicts)].join("\n");
}

function rows({ findings, couldNot, skipped, seen = "" }: CheckResult): [Mark, string][] {
  const found = findings.map((finding): [Mark, string] => ["FAIL", finding]);
  const unknown = (couldNot?.split("\n") ?? []).map((line): [Mark, string] => ["ERROR", line]);
  if (found.length + unknown.length > 0) return [...found, ...unknown];
  return [skipped === undefined ? ["PASS", seen] : ["SKIP", skipped]];
}

function shortened(all: [Mark, string][]): [Mark, string][] {
  if (all.length <= shown) return all;
  return [...all.slice(0, shown - 1), [all[0]![0], `… and ${all.length - shown + 1} more`]];
}

function summary(results: readonly CheckResult[], verdicts: Verdicts): string {
  const count = (mark: Mark) => results.filter((result) => rows(result).some(([own]) => own === mark)).length;
  const findings = results.flatMap((result) => result.findings).length;
  const verdict = verdicts[exitCode(results)];
  const found = findings > 0 ? ` (${counted(findings, "finding")})` : "";
  const unknown = count("ERROR") > 0 ? `, ${count("ERROR")} could not be checked` : "";
  const skipped = count("SKIP") > 0 ? `, ${count("SKIP")} left out` : "";
  return `${verdict}: ${count("PASS")} passed, ${count("FAIL")} failed${found}${unknown}${skipped}`;
}
