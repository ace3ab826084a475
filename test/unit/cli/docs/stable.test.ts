import assert from "node:assert/strict";
import { inOneOrder, stable, withoutProgress } from "../../../../cli/docs/stable.ts";

const host = { address: "10.0.0.11", privateKeyFile: "/run/key" };
const replaced = (text: string) => stable(text, "/run/project", host);

describe("an output in the documents", () => {
  it("is the same for two runs at other times, in other folders, of other hosts and hashes", () => {
    assert.equal(replaced("/run/project at 2030-05-06T07:08:09.123Z"), "/home/you/seisei at 2026-01-31 09:30 UTC");
    assert.equal(replaced("10.0.0.11 with /run/key took 12.5 s  "), "203.0.113.10 with key.pem took 1 s");
    assert.equal(replaced(`sha256:${"a1".repeat(6)}…`), replaced(`sha256:${"b2".repeat(6)}…`));
  });

  it("differs where a word, a count or an exit code does", () => {
    for (const [one, other] of [
      ["web is stopped", "web is missing"],
      ["15 passed, 7 failed", "16 passed, 6 failed"],
      ["sha-1a1a1a1", "sha-2b2b2b2"],
    ] as const)
      assert.notEqual(replaced(one), replaced(other));
  });

  it("of a preview shows each warning once and no progress, in whatever order the resources were ready", () => {
    const early = "    seisei:index:LiveState shop-state  warning: shop: .env is missing";
    const row = " ~  seisei:index:LiveState shop-state update [diff: ~observed]";
    const warning = "    warning: shop: .env is missing";
    const printed = ["@ previewing update....", early, `${row}; warning: shop: .env is missing`, warning].join("\n");
    assert.equal(withoutProgress(printed), `${row}\n${warning}`);
    assert.deepEqual(inOneOrder(`${row}\n${warning}`), inOneOrder(`${warning}\n${row}`));
  });
});
