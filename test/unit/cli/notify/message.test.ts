import assert from "node:assert/strict";
import { driftReport, type HostResult } from "../../../../cli/drift/report.ts";
import { driftMessage } from "../../../../cli/notify/message.ts";
import type { Finding } from "../../../../live/finding.ts";

const finding = (subject: string): Finding => ({
  ...{ kind: "file", severity: "error", host: "app-1", stack: "shop", subject, expected: "x", observed: "missing" },
  ...{ message: `${subject} is missing`, action: "`pulumi up` puts it back", since: "2026-01-02T03:04:05.678Z" },
});
const of = (count: number): HostResult => ({
  host: "app-1",
  places: [{ stack: "shop", passed: [], findings: Array.from({ length: count }, (_, index) => finding(`f${index}`)) }],
});
const message = (...hosts: HostResult[]) =>
  driftMessage(driftReport("main1.0.0", hosts, new Date(0), ({ since }) => since));
const texts = (...hosts: HostResult[]) => message(...hosts)!.blocks.map(({ text }) => text.text);

describe("the notification", () => {
  it("is none when there is no drift", () => assert.equal(message(of(0)), undefined));

  it("has a heading, and for each finding where, what, since when and what to do", () => {
    assert.equal(message(of(1))?.text, "Drift check against main1.0.0: 1 finding");
    assert.deepEqual(texts(of(1)), [
      "Drift check against main1.0.0: 1 finding",
      "*app-1/shop* f0 is missing (first seen 2026-01-02 03:04 UTC)\n`pulumi up` puts it back",
    ]);
  });

  it("tells first what could not be checked", () => {
    const found = texts(of(1), { host: "app-2", places: [], error: "app-2: the host cannot be reached" });
    assert.equal(found[0], "Drift check against main1.0.0: 1 finding, 1 could not be checked");
    assert.equal(found[1], "*could not check* app-2: the host cannot be reached");
  });

  it("keeps to Slack's limits, and says how many it leaves out", () => {
    const found = texts(of(70));
    assert.equal(found.length, 22);
    assert.match(found.at(-1)!, /^and 50 more;/);
    assert.ok(texts({ host: "app-1", places: [], error: "x".repeat(9000) }).every((text) => text.length <= 3000));
  });

  it("makes no link or call out of a name", () => {
    const [, text] = texts({ host: "app-1", places: [], error: "<!channel> & <http://x|y>" });
    assert.equal(text, "*could not check* &lt;!channel&gt; &amp; &lt;http://x|y&gt;");
  });
});
