import assert from "node:assert/strict";
import {
  appended,
  appliedAgain,
  completed,
  type DeployedStack,
  isNew,
  LEDGER_ENTRIES,
  type LedgerEntry,
} from "../../../components/ledger.ts";

const entry = (release: string, contents: Record<string, string>, rest: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...{ release, commit: "abc", start: "2026-01-01T00:00:00.000Z", by: "ann@laptop", message: "Release" },
  stacks: Object.fromEntries(Object.entries(contents).map(([name, content]) => [name, { release, content }])),
  ...rest,
});
const at = (release: string, content: string, generation = 1): DeployedStack => ({ release, content, generation });

describe("the ledger", () => {
  const last = entry("main1.0.1", { shop: "s1", blog: "b1" });

  it("takes a first update, another release, content, pin or set of stacks for something new", () => {
    assert.equal(isNew([], last), true);
    assert.equal(isNew([last], { ...last, release: "main1.0.2" }), true);
    assert.equal(isNew([last], entry("main1.0.1", { shop: "s2", blog: "b1" })), true);
    assert.equal(
      isNew([last], { ...last, stacks: { ...last.stacks, shop: { release: "main1.0.0", content: "s1" } } }),
      true,
    );
    assert.equal(isNew([last], entry("main1.0.1", { shop: "s1" })), true);
    assert.equal(isNew([last], entry("main1.0.1", { shop: "s1", blog: "b1", api: "a1" })), true);
  });

  it("takes the same again for nothing new, but a failed update repeated for new", () => {
    assert.equal(isNew([{ ...last, by: "bob@desktop" }], last), false);
    assert.equal(isNew([{ ...last, result: "failed", missing: ["shop"] }], last), true);
  });

  it("completes the last entry from where each stack is", () => {
    const done = completed([last], { shop: at("main1.0.1", "s1"), blog: at("main1.0.1", "b1") });
    assert.deepEqual(done, [{ ...last, result: "succeeded" }]);
  });

  it("pairs the entry with the snapshots that were taken since it began, the last one of each stack", () => {
    const taken = (stack: string, number: number, takenAt: string) => ({
      ...{ resource: `${stack}-data-main1.0.0-${number}`, stack, volumeId: "vol-1", id: `snap-${number}`, takenAt },
      ...{ holds: "main1.0.0", before: "main1.0.1", commit: "abc", content: "s0" },
    });
    const snapshots = [
      taken("shop", 1, "2025-12-31T23:59:59Z"),
      taken("shop", 2, "2026-01-01T00:00:05Z"),
      taken("shop", 3, "2026-01-01T00:00:09Z"),
    ];
    const there = { shop: at("main1.0.1", "s1"), blog: at("main1.0.1", "b1") };
    assert.deepEqual(completed([last], there, snapshots)[0]!.snapshots, { shop: "snap-3" });
    assert.equal("snapshots" in completed([last], there, snapshots.slice(0, 1))[0]!, false);
  });

  it("names the stacks that did not get there, whether put back or never deployed", () => {
    const stacks = { ...last.stacks, api: { release: "main1.0.1", content: "a1" } };
    const done = completed([{ ...last, stacks }], { shop: at("main1.0.0", "s0"), blog: at("main1.0.1", "b1") });
    assert.equal(done[0]!.result, "failed");
    assert.deepEqual(done[0]!.missing, ["shop", "api"]);
  });

  it("counts a stack that was not reached but has the same content as there", () => {
    const [done] = completed([last], { shop: at("main1.0.0", "s0"), blog: at("main1.0.0", "b1") });
    assert.deepEqual([done!.result, done!.missing], ["failed", ["shop"]]);
  });

  it("leaves an entry alone whose result is known, and an empty ledger", () => {
    const known = [{ ...last, result: "failed", missing: ["shop"] } as const];
    assert.equal(completed(known, { shop: at("main1.0.1", "s1") }), known);
    assert.deepEqual(completed([], {}), []);
  });

  it("keeps a bounded number of entries, the newest", () => {
    let ledger: readonly LedgerEntry[] = [];
    for (let n = 0; n < LEDGER_ENTRIES + 2; n++) ledger = appended(ledger, entry(`main1.0.${n}`, {}));
    assert.equal(ledger.length, LEDGER_ENTRIES);
    assert.equal(ledger[0]!.release, "main1.0.2");
    assert.equal(ledger.at(-1)!.release, `main1.0.${LEDGER_ENTRIES + 1}`);
  });

  it("tells which stacks were applied again, a new one among them", () => {
    const before = { shop: at("main1.0.1", "s1", 3), blog: at("main1.0.1", "b1", 1) };
    const now = { shop: at("main1.0.1", "s1", 4), blog: at("main1.0.1", "b1", 1), api: at("main1.0.1", "a1", 1) };
    assert.deepEqual(appliedAgain(before, now), ["shop", "api"]);
    assert.deepEqual(appliedAgain(before, before), []);
  });
});
