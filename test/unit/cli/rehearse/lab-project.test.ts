import assert from "node:assert/strict";
import { tail } from "../../../../cli/rehearse/lab-project.ts";

describe("why a rehearsal's command failed", () => {
  it("is what Pulumi says under its diagnostics", () => {
    const stdout =
      "Updating (lab):\n\nDiagnostics:\n  seisei:x (shop):\n    error: no space\n\nOutputs:\n    release: 1\n";
    assert.equal(tail({ stdout, stderr: "" }), "  seisei:x (shop):\n    error: no space");
    assert.equal(tail({ stdout: "Diagnostics:\n  error: at the end\n", stderr: "" }), "  error: at the end");
  });

  it("is the last that was printed where there are none", () => {
    assert.equal(tail({ stdout: "one\n", stderr: "TAG: expected another\n" }), "one\nTAG: expected another");
  });
});
