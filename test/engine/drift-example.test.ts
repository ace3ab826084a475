import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { driftExample } from "../../cli/docs/drift-example.ts";
import { withGenerated } from "../../cli/docs/markdown.ts";
import { inOneOrder } from "../../cli/docs/stable.ts";
import { labUp } from "../lab/lab.ts";

const file = "docs/DRIFT_EXAMPLE.md";

describe("the example of drift in the documents", () => {
  it("is what the commands print now", async () => {
    const document = readFileSync(file, "utf8");
    const made = withGenerated(file, document, await driftExample(await labUp()));
    assert.deepEqual(inOneOrder(document), inOneOrder(made), `${file} is stale: \`make docs-drift\` writes it again`);
  });
});
