import assert from "node:assert/strict";
import { interpolate } from "../../../../release/routes/interpolate.ts";

describe("interpolation as Compose does it", () => {
  const cases: [text: string, result: string | null][] = [
    ["Host(`a.example`)", "Host(`a.example`)"],
    ["^[a-z]+$$", "^[a-z]+$"],
    ["price $ 5", "price $ 5"],
    ["${NAME:-web}", "web"],
    ["${NAME-web}", "web"],
    ["${NAME:-a${OTHER:-b}c}", "abc"],
    ["${NAME:-}", ""],
    ["$NAME", null],
    ["${NAME}", null],
    ["${NAME:?missing}", null],
    ["${NAME:+web}", null],
    ["${SECRET}", null],
    ["${SECRET:-web}", null],
    ["${SECRET:+web}", "web"],
    ["${NAME:-${SECRET}}", null],
  ];
  for (const [text, result] of cases) {
    it(`makes ${result === null ? "nothing known" : JSON.stringify(result)} of ${text}`, () =>
      assert.equal(interpolate(text, ["SECRET"]), result));
  }
});
