import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstSeenOf, readFirstSeen, remember, writeFirstSeen } from "../../../../cli/drift/first-seen.ts";
import type { HostResult } from "../../../../cli/drift/report.ts";
import type { Finding } from "../../../../live/finding.ts";

const [monday, tuesday] = [new Date("2026-01-05T00:00:00Z"), new Date("2026-01-06T00:00:00Z")];
const finding = (subject: string): Finding => ({
  ...{ kind: "file", severity: "error", host: "app-1", stack: "shop", subject },
  ...{ expected: "x", observed: "missing", message: "", action: "" },
});
const found = (...subjects: string[]): HostResult[] => [
  { host: "app-1", places: [{ stack: "shop", passed: [], findings: subjects.map(finding) }] },
];
const since = (memory: Record<string, string>, subject: string) => firstSeenOf(memory, finding(subject));

describe("when a finding was first seen", () => {
  const memory = remember({}, found("a"), monday);

  it("is kept while it is found, however it looks today", () => {
    const next = remember(memory, found("a", "b"), tuesday);
    assert.deepEqual([since(next, "a"), since(next, "b")], [monday.toISOString(), tuesday.toISOString()]);
  });

  it("is forgotten once it is gone", () => {
    assert.equal(since(remember(memory, found(), tuesday), "a"), undefined);
  });

  it("is not forgotten of what could not be looked at", () => {
    const away: HostResult[] = [{ host: "app-1", places: [], error: "away" }];
    const closed: HostResult[] = [
      { host: "app-1", places: [{ stack: "shop", passed: [], findings: [], error: "no" }] },
    ];
    for (const hosts of [away, closed, []]) {
      assert.equal(since(remember(memory, hosts, tuesday), "a"), monday.toISOString());
    }
  });

  it("is read back as it was written; a file that is no memory begins a new one", () => {
    const folder = mkdtempSync(join(tmpdir(), "seisei-first-seen-"));
    const file = join(folder, "below", "first-seen.json");
    assert.deepEqual(readFirstSeen(file), {});
    writeFirstSeen(file, memory);
    assert.deepEqual(readFirstSeen(file), memory);
    for (const text of ["{", "[]", '{"a": 1}']) {
      writeFileSync(file, text);
      assert.deepEqual(readFirstSeen(file), {});
    }
    rmSync(folder, { recursive: true });
  });
});
