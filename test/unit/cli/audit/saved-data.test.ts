import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readDumps, savedBy } from "../../../../cli/audit/saved-data.ts";
import type { LedgerEntry } from "../../../../components/ledger.ts";
import type { SnapshotRecord } from "../../../../components/snapshot-records.ts";
import type { Dump } from "../../../../live/dumps.ts";

const snapshot = (id: string, takenAt: string, rest: Partial<SnapshotRecord> = {}): SnapshotRecord => ({
  ...{ resource: `erp-data-${id}`, stack: "erp", volumeId: "vol-1", id, holds: "main1.0.0", before: "main1.0.1" },
  ...{ commit: "c", content: "e1", takenAt },
  ...rest,
});
const dump = (name: string, takenAt: string): Dump => ({
  ...{ name, takenAt, from: "main1.0.0", content: "e1", to: "main1.0.1", bytes: 1200, sha256: "0", services: [] },
});
const update = { start: "2026-03-05T10:00:00.000Z", end: "2026-03-05T10:01:00.000Z" };
const inside = "2026-03-05T10:01:00.345Z"; // the engine's end is a whole second
const entry = (snapshots: Record<string, string>) => ({ snapshots }) as unknown as LedgerEntry;
const none = { snapshots: [], dumps: [] };

describe("what an update saved", () => {
  it("is what was taken while it ran, and nothing of another update", () => {
    const snapshots = [
      snapshot("snap-0", "2026-03-05T09:59:59.999Z"),
      snapshot("snap-1", inside),
      snapshot("snap-2", "2026-03-05T10:01:01.000Z"),
    ];
    const dumps = ["2026-03-05T09:00:00Z", "2026-03-05T10:00:00Z"].map((at) => ({
      ...dump(at, at),
      ...{ host: "app-1", stack: "erp" },
    }));
    assert.deepEqual(
      savedBy({ snapshots, dumps }, undefined, update).map(({ kind, id, holds, now, host, bytes }) => [
        ...[kind, id, holds, now, host, bytes],
      ]),
      [
        ["snapshot", "snap-1", "main1.0.0", "kept", undefined, undefined],
        ["dump", "2026-03-05T10:00:00Z", "main1.0.0", undefined, "app-1", 1200],
      ],
    );
  });

  it("says what became of a snapshot", () => {
    const snapshots = [
      snapshot("snap-1", inside),
      snapshot("snap-2", inside, { leaves: true }),
      snapshot("snap-3", inside, { gone: true, leaves: true }),
    ];
    assert.deepEqual(
      savedBy({ ...none, snapshots }, undefined, update).map(({ now }) => now),
      ["kept", "dropped next", "deleted by hand"],
    );
  });

  it("has a snapshot that the ledger names once, also when its record is gone", () => {
    const snapshots = [snapshot("snap-1", inside)];
    const named = (id: string) => savedBy({ ...none, snapshots }, entry({ erp: id }), update);
    assert.deepEqual(
      named("snap-1").map(({ id, now }) => [id, now]),
      [["snap-1", "kept"]],
    );
    assert.deepEqual(
      named("snap-9").map(({ id, now }) => [id, now]),
      [
        ["snap-1", "kept"],
        ["snap-9", "dropped"],
      ],
    );
  });

  it("knows each dump once that exports saw, and leaves out what is no list of dumps", () => {
    const project = mkdtempSync(join(tmpdir(), "seisei-audit-"));
    const write = (at: string, text: string) => {
      const file = join(project, "audit/runtime", at, "data_dumps.json");
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    };
    try {
      assert.deepEqual(readDumps(project), []);
      const [one, two] = [dump("1", update.start), dump("2", update.start)];
      write("2026-03-05T11-00-00Z/app-1", JSON.stringify({ erp: [one] }));
      write("2026-03-06T11-00-00Z/app-1", JSON.stringify({ erp: [one, two] }));
      write("2026-03-06T11-00-00Z/app-2", "{");
      write("2026-03-06T11-00-00Z/app-3", '{"erp": 1}');
      const found = readDumps(project).map(({ host, stack, name }) => [host, stack, name]);
      assert.deepEqual(found, [
        ["app-1", "erp", "1"],
        ["app-1", "erp", "2"],
      ]);
    } finally {
      rmSync(project, { recursive: true });
    }
  });
});
