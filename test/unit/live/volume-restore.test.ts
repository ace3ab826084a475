import assert from "node:assert/strict";
import { volumeNotice } from "../../../live/volume-restore.ts";

describe("a restore from an EBS snapshot", () => {
  it("is told with the moment since which all is given up, where that is kept, and what stops", () => {
    const snapshot = { id: "snap-1", takenAt: "2026-11-24T17:10:02.123Z", present: "vol-1" };
    const text = volumeNotice("shop", "main1.0.0", snapshot);
    assert.match(
      text,
      /^shop: .* as main1\.0\.0 left it, .*snap-1 of 2026-11-24 17:10:02 UTC\. What was written since/,
    );
    assert.match(text, /stays on the volume vol-1, which is detached and kept, and in a last snapshot/);
    assert.match(text, /the whole stack stops/);
  });
});
