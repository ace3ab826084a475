import assert from "node:assert/strict";
import { withoutUnasked } from "../../../../cli/drift/check-host.ts";

describe("a place of a host", () => {
  const place = {
    stack: "shop",
    passed: [
      { kind: "routes", count: 3 },
      { kind: "files", count: 2 },
    ],
    findings: [],
  };

  it("has not passed in what the host could not be asked", () => {
    const { passed } = withoutUnasked(place, new Set(["routes"]));
    assert.deepEqual(passed, [{ kind: "files", count: 2 }]);
  });

  it("has passed in everything when everything was asked", () => {
    assert.deepEqual(withoutUnasked(place, new Set()), place);
  });
});
