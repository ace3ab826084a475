import assert from "node:assert/strict";
import type { StackPlace } from "../../../../live/checks/check.ts";
import { atLeast, versions } from "../../../../live/checks/versions.ts";
import type { StackExpected } from "../../../../live/expected.ts";

const expected = (needed?: object) => ({ images: {}, containers: {}, files: {}, versions: needed }) as StackExpected;
function observe(needed: object | undefined, answer: string) {
  let asked = 0;
  const host = { name: "app-1", read: async () => [answer, asked++][0] };
  const place = { host } as unknown as StackPlace;
  return {
    observed: versions.observe(place, expected(needed)),
    again: () => versions.observe(place, expected(needed)),
    asked: () => asked,
  };
}

describe("versions", () => {
  const newEnough: [string, string, boolean][] = [
    ["24.0.7", "24.0", true],
    ["24.0", "24.0.1", false],
    ["28.1.1", "24.0", true],
    ["9.9", "10", false],
    ["v2.40.3", "2.20", true],
    ["2.3.4", "2.20", false],
    ["20.10.24+dfsg1", "20.10.24", true],
    ["28.0.0-rc.1", "28", true],
  ];
  for (const [version, needed, enough] of newEnough) {
    it(`${version} is ${enough ? "" : "not "}at least ${needed}`, () => assert.equal(atLeast(version, needed), enough));
  }

  it("are asked once, and only where a stack needs one", async () => {
    const nothing = observe(undefined, "24.0.7\n2.40.3\n");
    assert.deepEqual([await nothing.observed, nothing.asked()], [{}, 0]);
    const { observed, again, asked } = observe({ docker: "24.0", compose: "2.41" }, "24.0.7\n2.40.3\n");
    assert.deepEqual(await observed, { versions: { docker: "24.0", compose: "2.40.3" } });
    await again();
    assert.equal(asked(), 1);
  });

  it("could not be checked where the answer is none", async () => {
    await assert.rejects(observe({ docker: "24.0" }, "<no value>\n2.40.3").observed, {
      name: "UserError",
      message: /app-1: could not check the versions/,
    });
  });

  it("say that no update installs them", () => {
    const own = { kind: "versions", name: "docker", rest: [], expected: "24.0", observed: "20.10.24" };
    const [finding] = versions.findings([own], [own], { host: "app-1", stack: "shop" });
    assert.match(
      `${finding?.message} — ${finding?.action}`,
      /Docker is 20\.10\.24, the stack needs at least 24\.0 — no update installs it: upgrade the package docker-ce/,
    );
  });
});
