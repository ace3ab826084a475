import assert from "node:assert/strict";
import { labUp } from "../lab/lab.ts";
import { tamperings } from "../tamper/all.ts";
import { harmless } from "../tamper/harmless.ts";
import { runSuite } from "../tamper/suite.ts";
import { TamperedHost } from "../tamper/tampered-host.ts";

/** `make tamper` has all of them. */
const short = <T extends { short?: boolean }>(all: readonly T[]) => all.filter((one) => one.short);

describe("single changes by hand, of all kinds", () => {
  let host: TamperedHost;

  before(async () => {
    host = await TamperedHost.create(await labUp());
  });

  after(() => host?.remove());

  it("are one finding each, are repaired by one update, and what is harmless is none", async () => {
    const score = await runSuite(host, short(tamperings), short(harmless), () => {});
    assert.deepEqual(score.misses, [], score.text);
    assert.match(score.line, /^found ([1-9]\d) of \1, repaired ([1-9]\d*) of \2, false alarms 0 of /);
  });
});
