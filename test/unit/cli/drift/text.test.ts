import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { driftReport, exitCode, type HostResult, reportJson } from "../../../../cli/drift/report.ts";
import { reportText } from "../../../../cli/drift/text.ts";
import type { Finding } from "../../../../live/finding.ts";

const now = new Date("2026-01-02T03:04:05Z");
const finding: Finding = {
  ...{ kind: "file", severity: "error", host: "app-1", stack: "shop", subject: "a.conf" },
  ...{ expected: "sha256:a", observed: "missing", message: "a.conf is missing", action: "`pulumi up` puts it back" },
};
const clean: HostResult = {
  host: "app-1",
  places: [{ stack: "shop", passed: [{ kind: "files", count: 3 }], findings: [] }],
};
const drifted: HostResult = { host: "app-1", places: [{ stack: "shop", passed: [], findings: [finding] }] };
const away: HostResult = { host: "app-22", places: [], error: "app-22: the host cannot be reached" };

const text = (hosts: HostResult[], colour = false) => reportText(driftReport("main1.0.0", hosts, now), colour);
const code = (hosts: HostResult[]) => exitCode(driftReport("main1.0.0", hosts, now));

describe("the drift report", () => {
  it("has a line for each kind that is as it should be", () => {
    assert.equal(
      text([clean]),
      "[PASS]   shop  files  3\n\nno drift: 1 passed, 0 failed, 0 could not be checked (release main1.0.0)",
    );
  });

  it("has a line for each finding, with its action", () => {
    assert.match(text([drifted]), /^\[FAIL\] {3}shop {2}file {2}a\.conf is missing — `pulumi up` puts it back$/m);
  });

  it("names the hosts, aligned, when there are several", () => {
    const [first, second] = text([clean, away]).split("\n");
    assert.equal(first, "[PASS]   app-1   shop  files  3");
    assert.equal(second, "[ERROR]  app-22               app-22: the host cannot be reached");
  });

  it("says since when, but not of what was first seen just now", () => {
    const since = (time: string) =>
      reportText(
        driftReport("main1.0.0", [drifted], now, () => time),
        false,
      );
    assert.match(since("2026-01-01T00:00:00.000Z"), /\(first seen 2026-01-01 00:00 UTC\)$/m);
    assert.doesNotMatch(since(now.toISOString()), /first seen/);
  });

  it("has colour only when asked for, with the same words", () => {
    assert.equal(stripVTControlCharacters(text([drifted], true)), text([drifted]));
    assert.notEqual(text([drifted], true), text([drifted]));
  });

  it("lets no name from a host command the terminal or break a line", () => {
    const message = "a\x1b[2J\nb is missing";
    const odd = { ...drifted, places: [{ stack: "shop", passed: [], findings: [{ ...finding, message }] }] };
    assert.match(text([odd]), /a \[2J b is missing/);
  });

  it("exits with 0 for no drift, 1 for drift, 2 when something could not be checked", () => {
    assert.deepEqual([code([clean]), code([drifted]), code([drifted, away])], [0, 1, 2]);
    assert.equal(code([{ host: "app-1", places: [{ stack: "shop", passed: [], findings: [], error: "closed" }] }]), 2);
  });

  it("has each finding once in its JSON, with the hosts that were asked", () => {
    const json = JSON.parse(reportJson(driftReport("main1.0.0", [drifted, away], now)));
    assert.deepEqual(Object.keys(json), ["checkedAt", "release", "hosts", "findings"]);
    assert.deepEqual(json.findings, [finding]);
    assert.deepEqual(
      json.hosts.map(({ host, error }: HostResult) => [host, error]),
      [
        ["app-1", undefined],
        ["app-22", "app-22: the host cannot be reached"],
      ],
    );
  });
});
