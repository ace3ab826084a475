import assert from "node:assert/strict";
import { decode, encode, same } from "../../../provider/protocol.ts";

describe("encode and decode", () => {
  it("give back the same values, null and wrapped ones too", () => {
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "x" };
    const values = { text: "a", number: 1.5, yes: true, nothing: null, list: [1, { a: null }], secret, empty: {} };
    assert.deepEqual(decode(encode(values)), values);
  });

  it("leave out what is undefined", () => {
    assert.deepEqual(decode(encode({ a: undefined, b: { c: undefined }, d: [undefined] })), { b: {}, d: [null] });
  });
});

describe("same", () => {
  it("does not mind the order of keys, but that of lists", () => {
    assert.equal(same({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }), true);
    assert.equal(same([1, 2], [2, 1]), false);
  });
});
