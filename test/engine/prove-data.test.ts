import assert from "node:assert/strict";
import { labUp } from "../lab/lab.ts";
import { ProofStack } from "../prove-data/proof-stack.ts";
import { prove } from "../prove-data/prove.ts";

describe("a rollback with data, while a writer never stops", () => {
  let stack: ProofStack;
  const lines: string[] = [];

  before(async () => {
    stack = await ProofStack.create(await labUp(), 8, (line) => lines.push(line));
  });

  after(() => stack?.remove());

  it("restores every row and attachment of the restored point, and nothing from after it, with the engine killed, too", async () => {
    const score = await prove(stack, { runs: 1, seed: 1 }, (line) => lines.push(line));
    assert.ok(score.complete, lines.join("\n"));
    assert.match(lines.join("\n"), /run 1, killed after .* [1-9]\d* given up: as it should be/);
  });
});
