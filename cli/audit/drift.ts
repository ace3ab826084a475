import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** How much drift a check found, over all hosts that were asked at the same time. */
export interface DriftCheck {
  /** ISO 8601, UTC. */
  readonly checkedAt: string;
  readonly findings: number;
}

/** The checks that were kept under `audit/runtime/`, the oldest first. What is no drift report is left out. */
export function readDriftChecks(project: string): DriftCheck[] {
  const folder = join(project, "audit", "runtime");
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const reports = files.filter((file) => basename(file) === "drift_report.json");
  return joinReports(reports.map((file) => readFileSync(join(folder, file), "utf8")));
}

/** @param reports texts of `drift_report.json` files; those of one check have the same time */
export function joinReports(reports: readonly string[]): DriftCheck[] {
  const checks = new Map<string, number>();
  for (const text of reports) {
    const report = parseReport(text);
    if (report) checks.set(report.checkedAt, (checks.get(report.checkedAt) ?? 0) + report.findings);
  }
  return [...checks].sort().map(([checkedAt, findings]) => ({ checkedAt, findings }));
}

function parseReport(text: string): DriftCheck | undefined {
  try {
    const { checkedAt, findings } = JSON.parse(text);
    const time = new Date(checkedAt).toISOString();
    return Array.isArray(findings) ? { checkedAt: time, findings: findings.length } : undefined;
  } catch {
    return undefined;
  }
}

/** The last check between the update before and this one, and the first one between this one and the next. */
export function aroundUpdate(
  checks: readonly DriftCheck[],
  {
    previousEnd = "",
    start,
    end,
    nextStart = "9",
  }: { previousEnd?: string; start: string; end: string; nextStart?: string },
): { before?: DriftCheck; after?: DriftCheck } {
  const before = checks.findLast(({ checkedAt }) => checkedAt > previousEnd && checkedAt <= start);
  const after = checks.find(({ checkedAt }) => checkedAt >= end && checkedAt < nextStart);
  return { ...(before ? { before } : {}), ...(after ? { after } : {}) };
}
