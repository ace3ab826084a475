import assert from "node:assert/strict";
import { mock } from "node:test";
import { Progress } from "../../../../cli/shared/progress.ts";

describe("progress", () => {
  let told: string[];
  beforeEach(() => {
    told = [];
    mock.timers.enable({ apis: ["setTimeout"] });
    mock.method(console, "error", (line: string) => told.push(line));
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  it("is not told of what takes less than two seconds", async () => {
    await new Progress("reading").of("app-1", async () => mock.timers.tick(1999));
    mock.timers.tick(60_000);
    assert.deepEqual(told, []);
  });

  it("names what is still waited for, again and again", async () => {
    const progress = new Progress("reading");
    let end = () => {};
    const slow = progress.of("app-2", () => new Promise<void>((resolve) => (end = resolve)));
    await progress.of("app-1", async () => mock.timers.tick(2000));
    mock.timers.tick(10_000);
    end();
    await slow;
    mock.timers.tick(60_000);
    assert.deepEqual(told, ["reading app-2, app-1 …", "reading app-2 …"]);
  });
});
