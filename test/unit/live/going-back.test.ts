import assert from "node:assert/strict";
import { goingBack } from "../../../live/going-back.ts";

const way = { hasData: true, restored: false, accepted: false };
const [old, now] = [
  { release: "main1.0.9", schema: "3" },
  { release: "main1.0.10", schema: "4" },
];
const undeclared = { release: "main1.0.9" };

describe("going back", () => {
  it("across a change of the data's form is refused, with both ways out", () => {
    const { text, refused } = goingBack("shop", now, old, way)!;
    assert.equal(refused, true);
    assert.match(text, /shop: .*3 became 4.*make rollback TAG=main1\.0\.9 STACK=shop DATA=1.*codeOnly/s);
  });

  it("is told and not refused where that was accepted, where the form stays, and where nobody declared it", () => {
    const told = [
      goingBack("shop", now, old, { ...way, accepted: true }),
      goingBack("shop", now, { ...old, schema: "4" }, way),
      goingBack("shop", now, undeclared, way),
    ];
    assert.deepEqual(
      told.map((one) => one?.refused),
      [false, false, false],
    );
    assert.match(told[1]!.text, /code only is safe from main1\.0\.10 back to main1\.0\.9/);
    assert.match(told[2]!.text, /is not known/);
  });

  it("is nothing to speak of with the data, without any, or forward", () => {
    assert.equal(goingBack("shop", now, old, { ...way, restored: true }), undefined);
    assert.equal(goingBack("shop", now, old, { ...way, hasData: false }), undefined);
    assert.equal(goingBack("shop", old, now, way), undefined);
  });
});
