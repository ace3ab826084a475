import assert from "node:assert/strict";
import type { SnapshotRecord } from "../../../components/snapshot-records.ts";
import { leaving, type Retention } from "../../../components/snapshot-retention.ts";

const now = new Date("2026-11-24T12:00:00Z");

/** Snapshots of the data of these releases, one a day, the last one today; `v1!` has failed, `v1?` is pending. */
function taken(...releases: string[]): SnapshotRecord[] {
  return releases.map((release, index) => {
    const content = release.replace(/[!?]$/, "");
    const takenAt = new Date(now.getTime() - (releases.length - 1 - index) * 86_400_000).toISOString();
    const told = { stack: "shop", volumeId: "vol-1", holds: content, before: "next", commit: "c", content, takenAt };
    const state = release.endsWith("!") ? "failed" : release.endsWith("?") ? "pending" : undefined;
    return { resource: `shop-data-${content}-${index + 1}`, id: `snap-${index + 1}`, ...told, ...(state && { state }) };
  });
}

/** The numbers of those that leave. */
const out = (records: readonly SnapshotRecord[], retention: Partial<Retention>, ...runs: string[]) =>
  leaving(records, { keep: 2, keepDays: 0, ...retention }, runs, now).map(({ id }) => Number(id.slice(5)));

describe("the snapshots that are kept", () => {
  it("are those of the newest releases", () => {
    const records = taken("v1", "v2", "v3", "v4?");
    assert.deepEqual(out(records, { keep: 2 }, "v4", "v5"), [1, 2]);
    assert.deepEqual(out(records, { keep: 3 }, "v4", "v5"), [1]);
    assert.deepEqual(out(records, { keep: 4 }, "v4", "v5"), []);
  });

  it("are never fewer than those of two releases: what was before the last update, and before that", () => {
    assert.deepEqual(out(taken("v1", "v2", "v3?"), { keep: 0 }, "v3", "v4"), [1]);
  });

  it("are the first and the last of one release's, however often an update to the next was tried", () => {
    assert.deepEqual(out(taken("v1", "v1", "v1", "v1", "v2?"), {}, "v2", "v3"), [2, 3]);
  });

  it("count as another release's after it came back", () => {
    assert.deepEqual(out(taken("v1", "v2", "v1", "v2?"), { keep: 2 }, "v2", "v1"), [1, 2]);
  });

  it("are those of the release that runs and of the one that comes, however old", () => {
    assert.deepEqual(out(taken("v1", "v2", "v3", "v4", "v5?"), { keep: 2 }, "v5", "v1"), [2, 3]);
    assert.deepEqual(out(taken("v1", "v2", "v3", "v4", "v5?"), { keep: 2 }, "v2", "v6"), [1, 3]);
  });

  it("are those younger than `keepDays`, however many, and one whose age is not known", () => {
    const records = taken("v1", "v2", "v3", "v4", "v5?");
    assert.deepEqual(out(records, { keepDays: 3 }, "v5", "v6"), [1, 2]);
    assert.deepEqual(out(records, { keepDays: 4 }, "v5", "v6"), [1]);
    assert.deepEqual(out(records.with(0, { ...records[0]!, takenAt: "" }), {}, "v5", "v6"), [2, 3]);
  });

  it("are those whose successor is not completed", () => {
    assert.deepEqual(out(taken("v1", "v2?", "v3", "v4?"), {}, "v4", "v5"), [2]);
    assert.deepEqual(out(taken("v1", "v2!", "v3?", "v4", "v5?"), {}, "v5", "v6"), [2, 3]);
  });

  it("are none that failed, and those before it as if it were not there", () => {
    assert.deepEqual(out(taken("v1", "v2", "v3!", "v4?"), {}, "v4", "v5"), [1, 3]);
    assert.deepEqual(out(taken("v1", "v2!", "v2", "v3", "v4?"), {}, "v4", "v5"), [1, 2, 3]);
  });

  it("are all there is when there is only one", () => {
    assert.deepEqual(out(taken("v1?"), {}, "v1", "v2"), []);
    assert.deepEqual(out([], {}, "v1"), []);
  });
});
