import assert from "node:assert/strict";
import { movesBetween, wayBackNotice } from "../../../components/way-back.ts";
import { rehearsal } from "../../support/rehearsal.ts";

const at = (patch: number, content: string) => ({ release: `main1.0.${patch}`, content });
const before = { shop: at(1, "s1"), blog: at(1, "b") };
const back = { shop: at(0, "s0"), blog: at(0, "b") };
const none = () => [];
const notice = (now: typeof before, records = none as () => ReturnType<typeof rehearsal>[], restore = {}) =>
  wayBackNotice(before, now, restore, records);
const never = () => assert.fail("the records are not needed");

describe("the way back", () => {
  it("is of the stacks whose content changes", () => {
    assert.deepEqual(movesBetween(before, { ...back, api: at(0, "a") }), { shop: { from: "s1", to: "s0" } });
  });

  it("says that it was never rehearsed, and the command for it", () => {
    assert.equal(
      notice(back),
      "going back from main1.0.1 to main1.0.0 (shop) was never rehearsed: `make rehearse TAG=main1.0.0` does it in the lab",
    );
    assert.match(notice({ ...before, shop: at(0, "s0") })!, /`make rehearse TAG=main1\.0\.0 STACK=shop`/);
    const restore = { restore: { stack: "shop", from: "main1.0.0" } };
    assert.match(
      notice(back, none, restore)!,
      /^going back from main1\.0\.1 to main1\.0\.0 with data .*TAG=main1\.0\.0 STACK=shop DATA=1`/,
    );
  });

  it("says when it was rehearsed, for the same content and not for another", () => {
    assert.match(notice(back, () => [rehearsal()])!, /\(shop\) was rehearsed last on 2026-11-20 12:00 UTC, in 18 s;/);
    const other = rehearsal({ moved: { shop: { from: "s2", to: "s0" } } });
    assert.match(notice(back, () => [other])!, /was never rehearsed/);
    assert.match(notice(back, () => [rehearsal()], { restore: { stack: "shop", from: "main1.0.0" } })!, /never/);
  });

  it("is nothing for the way forward, the same again, a release that changes nothing, and a first deployment", () => {
    assert.equal(wayBackNotice(back, before, {}, never), undefined);
    assert.equal(wayBackNotice(before, before, {}, never), undefined);
    assert.equal(wayBackNotice(before, { shop: at(0, "s1"), blog: at(0, "b") }, {}, never), undefined);
    assert.equal(wayBackNotice({}, back, {}, never), undefined);
  });
});
