import assert from "node:assert/strict";
import { lineLogger } from "../../../../../lab/plugins/command/lines.ts";

describe("a command's output in the engine's log", () => {
  it("comes in whole lines, the streams apart, the rest at the end", async () => {
    const sent: string[] = [];
    const log = lineLogger(async (line) => void sent.push(line));
    log.write("stderr", "pulling\nsta");
    log.write("stdout", "result");
    log.write("stderr", "rting\n");
    await log.end();
    assert.deepEqual(sent, ["pulling", "starting", "result"]);
  });

  it("waits for the slow line before the next one", async () => {
    const sent: string[] = [];
    const log = lineLogger(async (line) => {
      await new Promise((resolve) => setTimeout(resolve, line === "slow" ? 20 : 0));
      sent.push(line);
    });
    log.write("stderr", "slow\nquick\n");
    await log.end();
    assert.deepEqual(sent, ["slow", "quick"]);
  });
});
