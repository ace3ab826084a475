import assert from "node:assert/strict";
import type { Item } from "../../../../cli/cleanup/plan.ts";
import { cleanupText } from "../../../../cli/cleanup/text.ts";

const image: Item = { kind: "image", subject: "nginx:1.26", bytes: 3 * 1024 ** 2, remove: ["nginx:1.26"] };
const stray: Item = { kind: "stopped container", subject: "stray (exited)", bytes: 0 };
const outcome = (...gone: Item[]) => [{ where: "app-1", items: [image, stray], gone }];

describe("what cleanup tells", () => {
  it("is what could go, with the sum and the command", () => {
    assert.deepEqual(cleanupText(outcome(), false).split("\n"), [
      "could go   app-1  image              3.0 MiB  nginx:1.26",
      "only told  app-1  stopped container           stray (exited)",
      "",
      "could go: 1 thing, up to 3.0 MiB; nothing was removed, `make cleanup APPLY=1` does it",
    ]);
  });

  it("is what went, and what would not", () => {
    assert.match(cleanupText(outcome(image), true), /^removed .*\n(?:.*\n)*removed 1 thing, up to 3\.0 MiB$/);
    assert.match(cleanupText(outcome(), true), /^would not go /);
  });

  it("is that there is nothing", () =>
    assert.equal(cleanupText([{ where: "app-1", items: [], gone: [] }], false), "nothing to clean up"));
});
