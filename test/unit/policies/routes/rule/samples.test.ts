import assert from "node:assert/strict";
import { samples } from "../../../../../policies/routes/rule/samples.ts";

describe("samples of a regular expression", () => {
  const expected: Record<string, string[]> = {
    "^/(qr|api)$": ["/qr", "/api"],
    "^[a-z]+\\.example$": ["a.example", "x.example", "aa.example", "xx.example"],
    "^x{2,3}$": ["xx", "xxx"],
    "^\\d{2}[^0-9]$": ["77a", "77A"],
    "(?i)^/API": ["/API"],
    "^(?P<id>a)?b$": ["b", "ab"],
  };
  for (const [regexp, texts] of Object.entries(expected)) {
    it(`are texts that it matches: ${regexp}`, () => assert.deepEqual(samples(regexp), texts));
  }

  it("are none where it asks for more than is read here", () => assert.deepEqual(samples("^\\p{Greek}$"), []));
});
