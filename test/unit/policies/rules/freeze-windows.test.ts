import assert from "node:assert/strict";
import { freezeWindows as rule } from "../../../../policies/rules/freeze-windows.ts";
import type { Desired } from "../../../../policies/pack/rule.ts";
import { desiredOf } from "../../../support/desired.ts";

/** At noon UTC on 24 December 2026, a Thursday. */
const at = (changed: Partial<Desired>) => rule.release(desiredOf(changed), {}) as string[];
const holidays = { from: "2026-12-24T00:00", to: "2027-01-04T08:00", reason: "the shop's holidays" };

describe(rule.name, () => {
  it("names the window, and how an emergency is told", () => {
    const [problem] = at({ freeze: [holidays] });
    assert.match(
      problem!,
      /^Pulumi\.prod\.yaml: seisei:freeze: .*2026-12-24T00:00 to 2027-01-04T08:00 UTC \(the shop's holidays\)/,
    );
    assert.match(problem!, /pulumi config set --path 'emergency\.reason'/);
  });

  for (const [claim, window, closed] of [
    ["ends at its end", { from: "2026-12-24T00:00", to: "2026-12-24T12:00" }, false],
    ["begins at its beginning", { from: "2026-12-24T12:00", to: "2026-12-24T12:01" }, true],
    ["is in its own time zone", { from: "2026-12-24T21:00", to: "2026-12-24T21:30", timeZone: "Asia/Tokyo" }, true],
    ["is in UTC without one", { from: "2026-12-24T21:00", to: "2026-12-24T21:30" }, false],
    ["comes back on its days", { days: ["thu", "fri"], from: "11:00", to: "24:00" }, true],
    ["is open on others", { days: ["fri"], from: "11:00", to: "24:00" }, false],
  ] as const) {
    it(`a window ${claim}`, () => assert.equal(at({ freeze: [window] }).length, closed ? 1 : 0));
  }

  it("lets previews be, and a configuration without windows", () => {
    assert.deepEqual(at({ freeze: [holidays], update: false }), []);
    assert.deepEqual(at({}), []);
  });

  it("gives way to an emergency with a reason until its end, and to no other", () => {
    const emergency = { reason: "the database is down", until: "2026-12-24T18:00Z" };
    assert.deepEqual(at({ freeze: [holidays], emergency }), []);
    assert.match(at({ freeze: [holidays], emergency: { ...emergency, until: "2026-12-24T11:00Z" } })[0]!, /ended at/);
    assert.match(at({ freeze: [holidays], emergency: { until: emergency.until } })[0]!, /needs both/);
  });

  for (const [freeze, place] of [
    ["always", /seisei:freeze: expected a list/],
    [[{ ...holidays, timeZone: "Tokyo" }], /seisei:freeze\[0\]\.timeZone: .*Asia\/Tokyo/],
    [[holidays, { ...holidays, to: "never" }], /seisei:freeze\[1\]\.to: expected a time/],
    [[{ days: ["friday"], from: "00:00", to: "24:00" }], /seisei:freeze\[0\]\.days: /],
    [[{ days: ["fri"], from: "22:00", to: "06:00" }], /seisei:freeze\[0\]\.to: .*two windows/],
  ] as const) {
    it(`refuses what it cannot read: ${place.source}`, () => assert.match(at({ freeze }).join("\n"), place));
  }
});
