import assert from "node:assert/strict";
import { type Found, judge, type Rollback, settled } from "../../../prove-data/judge.ts";
import { type Row, type Session, take } from "../../../prove-data/log.ts";

/** A commit each 10 ms, from the session's start on. */
const session = (id: number, begun: number, count: number, mark = 0): Session => ({
  ...{ id, begun, mark },
  commits: Array.from({ length: count }, (_, index) => ({ begun: begun + index * 10, done: begun + index * 10 + 9 })),
});
const rows = (id: number, count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ session: id, number: index + 1, sha256: `${id}-${index + 1}` }));
const found = (all: readonly Row[], changed: Partial<Found> = {}): Found => ({
  rows: all,
  attachments: new Map(all.map(({ session, number, sha256 }) => [`${session}-${number}`, sha256])),
  wrong: [],
  ...changed,
});

/** Before the upgrade 1 begins; the point lies in its rows 10 and 11; 2 begins before the rollback, 3 after the swap. */
const before = session(1, 1000, 20);
const given = session(2, 1500, 20, 1);
const since = session(3, 3000, 5);
const rollback: Rollback = { point: { from: 1100, until: 1105 }, begun: 2000, mark: 1 };
const judged = (all: readonly Row[], changed: Partial<Found> = {}, sessions = [before, given, since]) =>
  judge(sessions, rollback, found(all, changed));
const good = [...rows(1, 10), ...rows(3, 5)];

describe("the judgement of restored data", () => {
  it("is good with all rows from before the point and none from after it, and all that were written since", () => {
    assert.deepEqual(judged(good), []);
    assert.deepEqual(judged([...rows(1, 11), ...rows(3, 5)]), []); // begun before the point's end
  });

  it("finds a row that was committed before the point and is lost", () => {
    assert.match(judged([...rows(1, 9), ...rows(3, 5)])[0]!, /^session 1: row 10 of 20, .* is lost$/);
  });

  it("finds a row from after the point, of the same session, of a later one, and of one that began in the rollback", () => {
    assert.match(
      judged([...rows(1, 12), ...rows(3, 5)])[0]!,
      /^session 1: row 12, from after the restored point, is there/,
    );
    assert.match(judged([...good, ...rows(2, 1)])[0]!, /^session 2: row 1, from after/);
    const inRollback = [before, given, session(3, 2500, 5, 1)];
    assert.match(judged(good, {}, inRollback)[0]!, /^session 3: row 1, from after/);
  });

  it("finds a row that was written to the restored data and is lost", () => {
    assert.match(judged([...rows(1, 10), ...rows(3, 4)])[0]!, /^session 3: row 5 of 5, .* is lost$/);
  });

  it("lets the last row be there although nobody heard of it, and no more", () => {
    assert.deepEqual(judged([...rows(1, 10), ...rows(3, 6)]), []);
    assert.match(judged([...rows(1, 10), ...rows(3, 7)])[0]!, /^session 3: row 7/);
  });

  it("finds a gap, a row that nobody wrote, a missing or another attachment, and what else is wrong", () => {
    const gap = good.filter(({ session, number }) => session !== 3 || number !== 2);
    assert.ok(
      judged([...gap, { session: 3, number: 6, sha256: "3-6" }]).includes("session 3: 1 rows before row 6 are missing"),
    );
    assert.deepEqual(judged([...good, ...rows(9, 1)]), ["session 9: rows that nobody wrote"]);
    const { attachments } = found(good);
    const without = new Map([...attachments].filter(([name]) => name !== "1-3"));
    assert.deepEqual(judged(good, { attachments: without }), ["1 rows without their attachment, such as 1-3"]);
    const other = new Map([...attachments, ["1-4", "other"]]);
    assert.deepEqual(judged(good, { attachments: other }), ["1 rows without their attachment, such as 1-4"]);
    assert.deepEqual(judged(good, { wrong: ["pg_amcheck: broken"] }), ["pg_amcheck: broken"]);
  });

  it("leaves to the next rollback what is there", () => {
    const left = settled([before, given, since], [...rows(1, 10), ...rows(3, 6)]);
    assert.deepEqual(
      left.map(({ commits }) => commits.length),
      [10, 0, 6],
    );
    const later = { point: { from: 5000, until: 5001 }, begun: 6000, mark: 2 };
    assert.deepEqual(judge(left, later, found([...rows(1, 10), ...rows(3, 6)])), []);
    assert.match(judge(left, later, found([...rows(1, 10), ...rows(3, 5)]))[0]!, /^session 3: row 6 of 6/);
  });
});

describe("the writer's log", () => {
  it("has the mark and the commits in their order, and nothing else", () => {
    const one: Session = { id: 1, begun: 0, mark: 0, commits: [] };
    for (const line of ["mark 3", "1 10 12", "2 13 15"]) take(one, line);
    assert.deepEqual(one, {
      id: 1,
      begun: 0,
      mark: 3,
      commits: [
        { begun: 10, done: 12 },
        { begun: 13, done: 15 },
      ],
    });
    assert.throws(() => take(one, "4 16 17"), /the writer printed "4 16 17"/);
  });
});
