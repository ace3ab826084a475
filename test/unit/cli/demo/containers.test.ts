import assert from "node:assert/strict";
import { type Container, restarted } from "../../../../cli/demo/containers.ts";

const host = (runs: Record<string, string>) =>
  new Map<string, Container>(
    Object.entries(runs).map(([name, run]) => [name, { name, run, stack: name, image: "nginx", state: "running" }]),
  );

describe("which containers restarted", () => {
  it("names the ones that were made, started again or removed", () => {
    const before = host({ kept: "id-1 09:00", started: "id-2 09:00", replaced: "id-3 09:00", removed: "id-4 09:00" });
    const after = host({ kept: "id-1 09:00", started: "id-2 09:05", replaced: "id-5 09:05", made: "id-6 09:05" });
    assert.deepEqual(restarted(before, after), ["made", "removed", "replaced", "started"]);
  });

  it("names none when every one runs on", () => {
    assert.deepEqual(restarted(host({ kept: "id-1 09:00" }), host({ kept: "id-1 09:00" })), []);
  });
});
