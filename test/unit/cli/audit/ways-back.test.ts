import assert from "node:assert/strict";
import { waysBack } from "../../../../cli/audit/ways-back.ts";
import type { LedgerEntry } from "../../../../components/ledger.ts";
import { rehearsal } from "../../../support/rehearsal.ts";

const entry = (release: string, day: number, contents: Record<string, string>, rest: Partial<LedgerEntry> = {}) => ({
  ...{
    release,
    commit: `commit-${release}`,
    start: `2026-03-0${day}`,
    by: "Ann",
    message: "",
    result: "succeeded" as const,
  },
  stacks: Object.fromEntries(Object.entries(contents).map(([stack, content]) => [stack, { release, content }])),
  ...rest,
});
const ledger = [
  entry("main1.0.0", 1, { api: "a0", shop: "s0" }),
  entry("main1.0.1", 2, { api: "a0", shop: "s1" }),
  entry("main1.0.2", 3, { api: "a2", shop: "s1" }, { result: "failed", missing: ["api"] }),
  entry("main1.0.0", 4, { api: "a0", shop: "s0" }),
  entry("main1.0.1", 5, { api: "a0", shop: "s1" }),
];
const at = (release: string, content: string) => ({ release, content, generation: 1 });
const deployed = { api: at("main1.0.1", "a0"), shop: at("main1.0.1", "s1") };

describe("ways back", () => {
  it("are the earlier releases that ran, each once, with the stacks that change", () => {
    assert.deepEqual(waysBack({ ledger, deployed }, []), [
      { release: "main1.0.0", commit: "commit-main1.0.0", asked: "2026-03-04", stacks: ["shop"] },
    ]);
  });

  it("have the last rehearsal of the same change, and none of another or of another content", () => {
    const moved = { shop: { from: "s1", to: "s0" } };
    const same = [rehearsal({ moved, seconds: 9 }), rehearsal({ moved, seconds: 8 }), rehearsal({ moved, data: true })];
    const [way] = waysBack({ ledger, deployed }, same);
    assert.deepEqual([way!.rehearsed?.seconds, way!.rehearsedWithData?.data], [8, true]);
    const other = rehearsal({ moved: { shop: { from: "s2", to: "s0" } } });
    const [untried] = waysBack({ ledger, deployed }, [other]);
    assert.deepEqual([untried!.rehearsed, untried!.rehearsedWithData], [undefined, undefined]);
  });
});
