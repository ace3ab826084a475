import assert from "node:assert/strict";
import { pulumiLines } from "../../../../cli/demo/pulumi-lines.ts";

const failed = `Updating (lab):

@ updating....
 ~  seisei:index:LiveState web-state updated (0.1s) [diff: ~observed]
 ~  command:remote:Command web-apply updating (0s) [diff: ~stdin];
 ~  command:remote:Command web-apply **updating failed** [diff: ~stdin]; error: Process exited
    pulumi:pulumi:Stack seisei-lab
Diagnostics:
  seisei:index:LiveState (web-state):
    warning: web: web is stopped

  command:remote:Command (web-apply):
    web: web is unhealthy
    error: Process exited
    web: web is unhealthy

Resources:
    1 errored`.split("\n");

describe("which of Pulumi's lines the demo shows", () => {
  it("keeps how each command ended, what was found, the reason once, and the sum", () => {
    assert.deepEqual(
      failed
        .filter(pulumiLines())
        .map((line) => line.trim())
        .filter(Boolean),
      [
        "~  command:remote:Command web-apply **updating failed** [diff: ~stdin]; error: Process exited",
        "seisei:index:LiveState (web-state):",
        "warning: web: web is stopped",
        "command:remote:Command (web-apply):",
        "web: web is unhealthy",
        "error: Process exited",
        "Resources:",
        "1 errored",
      ],
    );
  });

  it("leaves out the diagnostics of the types that it is told to, and nothing after them", () => {
    const lines = failed.filter(pulumiLines(["Command", "LiveState"]));
    assert.doesNotMatch(lines.join("\n"), /stopped|unhealthy/);
    assert.deepEqual(lines.slice(-2), ["Resources:", "    1 errored"]);
  });

  it("knows a line by its text, whatever its colour", () => {
    const show = pulumiLines();
    assert.equal(show("\u001b[1m@ updating....\u001b[0m"), false);
    assert.equal(show(" \u001b[32m+\u001b[0m  command:remote:Command web-apply \u001b[32mcreated\u001b[0m (1s)"), true);
  });
});
