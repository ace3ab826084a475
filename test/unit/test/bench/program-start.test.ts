import assert from "node:assert/strict";
import { firstResources } from "../../../bench/program-start.ts";

const at = (second: string, msg: string) =>
  JSON.stringify({ time: `2026-01-01T00:00:0${second}Z`, level: "INFO", msg });

describe("the time a program takes to its first resource", () => {
  it("runs from the engine's request to the root stack, and to the first resource of the program's own", () => {
    const log = [
      "a plugin's own line",
      at("1.500", "langhost[nodejs].Run(pwd=/project,...)"),
      at("2.000", "ResourceMonitor.RegisterResource received: t=pulumi:pulumi:Stack, name=empty-lab"),
      at("2.750", "ResourceMonitor.RegisterResource received: t=seisei:index:DockerHost, name=app-1"),
      at("3.000", "ResourceMonitor.RegisterResource received: t=seisei:index:LiveState, name=app-1-state"),
      at("4.000", "langhost[nodejs].Run(pwd=/project,...) success: progerr="),
    ];
    assert.deepEqual(firstResources(log.join("\n")), { first: 0.5, firstOwn: 1.25 });
  });

  it("is not a number when the log does not tell it", () => {
    assert.deepEqual(firstResources("I0101 other text\n"), { first: Number.NaN, firstOwn: Number.NaN });
  });
});
