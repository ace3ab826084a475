import assert from "node:assert/strict";
import { dataNotices } from "../../../provider/data-notices.ts";

const noHost = () => assert.fail("a host was asked");
const expected = { restored: "main1.0.0", volumes: { shop_db: "present" } };
const restoreSnapshot = { id: "snap-1", takenAt: "2026-11-24T17:10:02.000Z", present: "vol-1" };
const inputs = { stack: "shop", root: "/opt", release: "main1.0.0", schema: "1", expected };
const later = { stack: "shop", release: "main1.0.1", schema: "2", expected: { ...expected, restored: undefined } };

describe("what an update does with the data", () => {
  it("is told for a snapshot as long as its restore has not succeeded, and no form of the data stands against it", async () => {
    for (const recorded of [later, inputs]) {
      const [notice, ...rest] = await dataNotices(noHost, recorded, { ...inputs, restoreSnapshot });
      assert.match(notice!, /from the EBS snapshot snap-1/);
      assert.deepEqual(rest, []);
    }
  });

  it("is nothing once a snapshot is restored, though the state was lost", async () => {
    assert.deepEqual(await dataNotices(noHost, undefined, inputs), []);
    assert.deepEqual(await dataNotices(noHost, inputs, inputs), []);
  });

  it("is refused where the code alone would go back", async () => {
    const alone = { ...inputs, expected: { ...expected, restored: undefined, files: { a: "changed" } } };
    await assert.rejects(dataNotices(noHost, later, alone), { name: "UserError", message: /form of its data moved/ });
  });
});
