import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { aroundUpdate, joinReports, readDriftChecks } from "../../../../cli/audit/drift.ts";

const report = (checkedAt: string, findings: number) =>
  JSON.stringify({ checkedAt, findings: Array.from({ length: findings }, () => ({})) });
const at = (hour: number, findings = 0) => ({ checkedAt: `2026-01-01T0${hour}:00:00.000Z`, findings });

describe("drift in the audit", () => {
  it("adds up the hosts of one check, and leaves out what is no report", () => {
    const texts = [
      report(at(2).checkedAt, 1),
      report(at(1).checkedAt, 0),
      report(at(2).checkedAt, 2),
      "{",
      "null",
      "{}",
    ];
    assert.deepEqual(joinReports(texts), [at(1, 0), at(2, 3)]);
  });

  it("reads the exports that there are, and none where there is no folder", () => {
    const project = mkdtempSync(join(tmpdir(), "seisei-audit-"));
    try {
      assert.deepEqual(readDriftChecks(project), []);
      const file = join(project, "audit/runtime/2026-01-01T01-00-00Z/app-1/drift_report.json");
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, report(at(1).checkedAt, 4));
      assert.deepEqual(readDriftChecks(project), [at(1, 4)]);
    } finally {
      rmSync(project, { recursive: true });
    }
  });

  it("belongs to an update when no other update lies between", () => {
    const checks = [at(1, 1), at(3, 3), at(4, 4), at(7, 7), at(9, 9)];
    const update = { start: at(5).checkedAt, end: at(6).checkedAt };
    const between = { ...update, previousEnd: at(2).checkedAt, nextStart: at(8).checkedAt };
    assert.deepEqual(aroundUpdate(checks, between), { before: at(4, 4), after: at(7, 7) });
    assert.deepEqual(aroundUpdate([at(1, 1), at(9, 9)], between), {});
    assert.deepEqual(aroundUpdate([at(9, 9)], update), { after: at(9, 9) });
  });
});
