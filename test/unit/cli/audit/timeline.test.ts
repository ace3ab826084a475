import assert from "node:assert/strict";
import type { Operation } from "../../../../cli/audit/history.ts";
import { running } from "../../../../cli/audit/running.ts";
import { timeline } from "../../../../cli/audit/timeline.ts";
import type { LedgerEntry } from "../../../../components/ledger.ts";

const minute = (n: number, seconds = "00.000") => `2026-01-01T00:${String(n).padStart(2, "0")}:${seconds}Z`;

const ran = (at: number, release: string, rest: Partial<Operation> = {}): Operation => ({
  ...{ kind: "update", start: minute(at), end: minute(at, "30.000"), result: "succeeded", release },
  ...{ pins: {}, dirty: false, changes: 3 },
  ...rest,
});

const entry = (at: number, release: string, contents: string, rest: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...{
    release,
    commit: `commit-${release}`,
    start: minute(at, "01.234"),
    by: `person ${at}`,
    message: `About ${release}`,
  },
  stacks: Object.fromEntries(
    contents.split(" ").map((pair) => [pair.split("=")[0]!, { release, content: pair.split("=")[1]! }]),
  ),
  ...rest,
});

/** Deploy, upgrade of shop, an update of both in which shop fails, and the way back. */
const history = [
  ran(1, "main1.0.0"),
  ran(2, "main1.0.1"),
  ran(3, "main1.0.2", { result: "failed" }),
  ran(4, "main1.0.0"),
];
const ledger = [
  entry(1, "main1.0.0", "api=a1 shop=s1", { result: "succeeded" }),
  entry(2, "main1.0.1", "api=a1 shop=s2", { result: "succeeded" }),
  entry(3, "main1.0.2", "api=a3 shop=s3", { result: "failed", missing: ["shop"] }),
  entry(4, "main1.0.0", "api=a1 shop=s1"),
];
const at = (release: string, content: string) => ({ release, content, generation: 1 });
const deployed = { api: at("main1.0.0", "a1"), shop: at("main1.0.0", "s1") };
const saved = { snapshots: [], dumps: [] };
const sources = { history, ledger, deployed, tags: new Map(), checks: [], saved };

describe("the audit's timeline", () => {
  it("has a row for each update, from the release that ran to the one asked for", () => {
    assert.deepEqual(
      timeline(sources).map(({ from, to, result, change, by }) => [from, to, result, change, by]),
      [
        [undefined, "main1.0.0", "succeeded", "first deployment", "person 1"],
        ["main1.0.0", "main1.0.1", "succeeded", "upgrade", "person 2"],
        ["main1.0.1", "main1.0.2", "failed", "upgrade", "person 3"],
        ["main1.0.1", "main1.0.0", "succeeded", "rollback", "person 4"],
      ],
    );
  });

  it("names the stacks that an update was about, those of a failed one included, and what stayed", () => {
    const rows = timeline(sources);
    assert.deepEqual(
      rows.map(({ stacks }) => stacks),
      [["api", "shop"], ["shop"], ["api", "shop"], ["api", "shop"]],
    );
    assert.deepEqual(rows[2]!.kept, [{ stack: "shop", release: "main1.0.1" }]);
    assert.equal(rows[3]!.kept, undefined);
  });

  it("says of the last update which stacks did not get there, though no later entry completed it", () => {
    const failed = {
      ...sources,
      history: history.slice(0, 3),
      ledger: [...ledger.slice(0, 2), entry(3, "main1.0.2", "api=a3 shop=s3")],
    };
    const rows = timeline({ ...failed, deployed: { api: at("main1.0.2", "a3"), shop: at("main1.0.1", "s2") } });
    assert.deepEqual(rows[2]!.kept, [{ stack: "shop", release: "main1.0.1" }]);
  });

  it("tells an update that did nothing from one that applied the same again", () => {
    const again = entry(6, "main1.0.0", "api=a1 shop=s1", { result: "succeeded", again: ["api"] });
    const more = [ran(5, "main1.0.0", { changes: 0 }), ran(6, "main1.0.0")];
    const rows = timeline({ ...sources, history: [...history, ...more], ledger: [...ledger, again] }).slice(4);
    assert.deepEqual(
      rows.map(({ change, stacks, by }) => [change, stacks, by]),
      [
        ["nothing to do", undefined, undefined],
        ["applied again", ["api"], "person 6"],
      ],
    );
  });

  it("takes a changed pin for a change, and begins anew after a destroy", () => {
    const more = [
      ran(5, "main1.0.0", { pins: { shop: "main1.0.1" } }),
      ran(6, "main1.0.0", { kind: "destroy" }),
      ran(7, "main1.0.0"),
    ];
    const rows = timeline({ ...sources, history: [...history, ...more] }).slice(4);
    assert.deepEqual(
      rows.map(({ change, from, to }) => [change, from, to]),
      [
        ["pins", "main1.0.0", "main1.0.0"],
        ["destroy", "main1.0.0", undefined],
        ["first deployment", undefined, "main1.0.0"],
      ],
    );
  });

  it("takes the commit as it was deployed; where no entry tells, as the tag is now", () => {
    const tags = new Map([["main1.0.0", { commit: "moved", subject: "Moved" }]]);
    assert.equal(timeline({ ...sources, tags })[0]!.commit, "commit-main1.0.0");
    const [row] = timeline({ ...sources, tags, ledger: [] });
    assert.deepEqual([row!.commit, row!.subject, row!.by, row!.stacks], ["moved", "Moved", undefined, undefined]);
  });

  it("lives with a release that is no tag, which an update refused", () => {
    const rows = timeline({ ...sources, history: [...history, ran(5, "latest", { result: "failed", changes: 0 })] });
    assert.deepEqual([rows[4]!.from, rows[4]!.to, rows[4]!.by], ["main1.0.0", "latest", undefined]);
  });

  it("has the duration in seconds, and none for what has no end", () => {
    const { end: _, ...killed } = ran(5, "main1.0.0", { result: "in progress" });
    const rows = timeline({ ...sources, history: [...history, killed] });
    assert.deepEqual([rows[3]!.seconds, rows[4]!.seconds], [30, undefined]);
  });
});

describe("what runs where since when", () => {
  const facts = { ledger, deployed, tags: new Map() };

  it("counts from the update that brought the content, not from the last release", () => {
    const upgraded = { ...sources, history: history.slice(0, 2), ledger: ledger.slice(0, 2) };
    const now = { api: at("main1.0.1", "a1"), shop: at("main1.0.1", "s2") };
    const rows = running({ ...upgraded, deployed: now }, timeline(upgraded), { api: "app-1" });
    assert.deepEqual(
      rows.map(({ stack, host, release, since, by }) => [stack, host, release, since, by]),
      [
        ["api", "app-1", "main1.0.1", minute(1, "30.000"), "person 1"],
        ["shop", undefined, "main1.0.1", minute(2, "30.000"), "person 2"],
      ],
    );
  });

  it("counts anew after another content was there in between, but not after an update that did not get there", () => {
    const [api, shop] = running(facts, timeline(sources), {});
    assert.equal(api!.since, minute(4, "30.000"));
    assert.equal(shop!.since, minute(4, "30.000"));
    const stayed = [...ledger.slice(0, 3)];
    const kept = running(
      { ...facts, ledger: stayed, deployed: { shop: at("main1.0.1", "s2") } },
      timeline(sources),
      {},
    );
    assert.deepEqual([kept[0]!.since, kept[0]!.asked], [minute(2, "30.000"), "main1.0.2"]);
  });
});
