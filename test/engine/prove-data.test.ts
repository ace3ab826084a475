import assert from "node:assert/strict";
import { DataHost } from "../lab/data-host.ts";
import { labUp } from "../lab/lab.ts";
import { ProofStack } from "../prove-data/proof-stack.ts";
import { prove } from "../prove-data/prove.ts";

describe("a rollback with data, while a writer never stops", () => {
  let data: DataHost;
  let stack: ProofStack;
  const lines: string[] = [];
  const progress = (line: string) => lines.push(line);

  before(async () => {
    data = await DataHost.create();
    stack = await ProofStack.create(await labUp({ storage: true }), { megabytes: 8, kept: "snapshots" }, progress);
  });

  after(async () => {
    await stack?.remove();
    await data?.clean();
  });

  it("restores every row and attachment of the restored point, and nothing from after it, with the engine killed, too", async () => {
    const score = await prove(stack, { runs: 1, seed: 1 }, progress);
    assert.ok(score.complete, lines.join("\n"));
    assert.match(lines.join("\n"), /run 1, killed after .* [1-9]\d* given up: as it should be/);
  });
});
