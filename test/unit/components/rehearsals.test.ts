import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastRehearsal, readRehearsals, rehearsalsFolder, rehearsedText } from "../../../components/rehearsals.ts";
import { rehearsal } from "../../support/rehearsal.ts";

const moved = { shop: { from: "s1", to: "s0" } };

describe("rehearsals", () => {
  it("are read from their files, the oldest first; one that cannot be read is named", () => {
    const project = mkdtempSync(join(tmpdir(), "rehearsals-"));
    try {
      assert.deepEqual(readRehearsals(project), []);
      mkdirSync(join(project, rehearsalsFolder), { recursive: true });
      const write = (name: string, text: string) => writeFileSync(join(project, rehearsalsFolder, name), text);
      write("2026-02-01T00-00-00Z.json", JSON.stringify(rehearsal({ seconds: 2 })));
      write("2026-01-01T00-00-00Z.json", JSON.stringify(rehearsal({ seconds: 1 })));
      assert.deepEqual(
        readRehearsals(project).map(({ seconds }) => seconds),
        [1, 2],
      );
      write("2026-03-01T00-00-00Z.json", "{");
      assert.throws(() => readRehearsals(project), /^UserError: audit\/rehearsals\/2026-03-01T00-00-00Z\.json: /);
    } finally {
      rmSync(project, { recursive: true });
    }
  });

  it("count for the same stacks and contents only, with data or without", () => {
    const all = [rehearsal({ seconds: 1 }), rehearsal({ seconds: 2 }), rehearsal({ data: true, seconds: 3 })];
    assert.equal(lastRehearsal(all, moved, false)?.seconds, 2);
    assert.equal(lastRehearsal(all, moved, true)?.seconds, 3);
    assert.equal(lastRehearsal(all, { shop: { from: "s2", to: "s0" } }, false), undefined);
    assert.equal(lastRehearsal(all, { shop: { from: "s1", to: "s9" } }, false), undefined);
    assert.equal(lastRehearsal(all, { ...moved, blog: { from: "b1", to: "b0" } }, false), undefined);
    assert.equal(lastRehearsal(all, {}, false), undefined);
  });

  it("are told with time and the stacks that did not answer", () => {
    assert.equal(
      rehearsedText(rehearsal({ downtime: { shop: 5.41, blog: 0, api: null } })),
      "was rehearsed last on 2026-11-20 12:00 UTC, in 18 s; without an answer: shop 5.4 s",
    );
    assert.match(rehearsedText(rehearsal({ downtime: { shop: 0 } })), /without an answer: none$/);
    assert.match(rehearsedText(rehearsal({ downtime: { shop: null } })), /without an answer: not measured$/);
    assert.equal(
      rehearsedText(rehearsal({ result: "failed" })),
      "failed when it was rehearsed last, on 2026-11-20 12:00 UTC",
    );
    assert.equal(rehearsedText(undefined), "was never rehearsed");
  });
});
