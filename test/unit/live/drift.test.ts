import assert from "node:assert/strict";
import { compare } from "../../../live/compare.ts";
import { findings } from "../../../live/drift.ts";
import { findingLine } from "../../../live/finding.ts";

const [a, b] = ["a".repeat(64), "b".repeat(64)];
const of = (expected: object, observed: object) =>
  findings({ host: "app-1", stack: "shop" }, compare(expected, observed)).map(findingLine);

describe("drift", () => {
  it("has nothing to say where nothing differs", () => {
    assert.deepEqual(of({ images: { web: "x" } }, { images: { web: "x" } }), []);
  });

  it("names stack, service, both images and both ways out", () => {
    assert.deepEqual(of({ images: { web: `nginx:1.27@sha256:${a}` } }, { images: { web: `nginx:1.28@sha256:${b}` } }), [
      "shop: web runs nginx:1.28@sha256:bbbbbbbbbbbb…, the release has nginx:1.27@sha256:aaaaaaaaaaaa… — " +
        "`pulumi up` puts it right; if the newer image is meant, `make lock` and tag a release",
    ]);
  });

  it("says a missing container once, not as a missing image too", () => {
    const expected = { images: { web: "x" }, containers: { web: "running" } };
    assert.deepEqual(of(expected, { images: { web: "missing" }, containers: { web: "missing" } }), [
      "shop: web has no container — `pulumi up` makes it again",
    ]);
  });

  const one: [string, object, object, RegExp][] = [
    [
      "a stopped container",
      { containers: { web: "running" } },
      { containers: { web: "stopped" } },
      /web is stopped, it should be running/,
    ],
    [
      "a failed run",
      { containers: { job: "completed" } },
      { containers: { job: "failed" } },
      /job is failed, it should have completed/,
    ],
    [
      "a changed file",
      { files: { "a b.yml": a } },
      { files: { "a b.yml": b } },
      /a b\.yml has sha256:bbbbbbbbbbbb… .*sha256:aaaaaaaaaaaa….*commit it/,
    ],
    [
      "a file that became a directory",
      { files: { x: a } },
      { files: { x: "a directory" } },
      /x is a directory on the host/,
    ],
    [
      "a missing file",
      { files: { x: a } },
      { files: { x: "missing" } },
      /x is missing on the host — `pulumi up` puts it back/,
    ],
    [
      "a changed environment",
      { environment: "as deployed" },
      { environment: "changed on the host" },
      /\.env was changed/,
    ],
    ["a missing environment", { environment: "as deployed" }, { environment: "missing" }, /\.env is missing/],
    [
      "an extra container",
      {},
      { unexpected: { "shop-run": "nginx" } },
      /container shop-run \(nginx\) is not in the release/,
    ],
    [
      "an unknown container",
      {},
      { unknownContainers: { stray: "redis" } },
      /stray \(redis\) belongs to no stack — .*docker rm -f stray.*documented\[0\]\.container' stray/,
    ],
    [
      "a missing folder",
      { folders: { "/opt/x": "present" } },
      { folders: { "/opt/x": "missing" } },
      /\/opt\/x is missing/,
    ],
  ];
  for (const [what, expected, observed, wording] of one) {
    it(`says what to do about ${what}, in one line`, () => {
      const lines = of(expected, observed);
      assert.equal(lines.length, 1);
      assert.match(lines[0]!, wording);
      assert.match(lines[0]!, /^shop: .* — .*`/);
    });
  }
});
