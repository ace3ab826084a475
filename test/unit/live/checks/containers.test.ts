import assert from "node:assert/strict";
import { observeContainers } from "../../../../live/checks/containers.ts";
import type { ServiceState } from "../../../../live/expected.ts";
import type { Container } from "../../../../live/snapshot.ts";
import { emptySnapshot } from "../../../support/snapshot.ts";

const [a, b] = [`sha256:${"a".repeat(64)}`, `sha256:${"b".repeat(64)}`];
const digests = new Map([
  ["id-a", new Set([`sha256:${"0".repeat(64)}`, a])],
  ["id-b", new Set([b])],
  ["id-own", new Set<string>()],
]);
const healthy: Container = {
  ...{ name: "shop-web-1", project: "shop", service: "web", oneOff: false },
  ...{ image: "nginx:1.27", imageId: "id-a", state: "running", exitCode: 0, health: "healthy" },
};

function observe(changes: Partial<Container>[], wanted: ServiceState = "running") {
  const expected = { images: { web: `nginx:1.27@${a}` }, containers: { web: wanted }, files: {} };
  const containers = changes.map((change) => ({ ...healthy, ...change }));
  return observeContainers("shop", expected, { ...emptySnapshot, containers, digests });
}

describe("the containers of a stack", () => {
  it("sees what is expected where the digest is the same, whatever the image is called", () => {
    const expected = { images: { web: `nginx:1.27@${a}` }, containers: { web: "running" } };
    assert.deepEqual(observe([{}]), expected);
    assert.deepEqual(observe([{ image: "mirror/nginx:latest" }]), expected);
  });

  it("sees another image by its digest, even under the same tag and labels", () => {
    assert.deepEqual(observe([{ imageId: "id-b" }]).images, { web: `nginx:1.27@${b}` });
    assert.deepEqual(observe([{ imageId: "id-own" }]).images, {
      web: "nginx:1.27 (image id id-own, from no registry)",
    });
    assert.deepEqual(observe([{ imageId: "id-untagged" }]).images, {
      web: "nginx:1.27 (image id id-untagged, from no registry)",
    });
  });

  it("sees the one of several containers that is not as expected", () => {
    assert.deepEqual(observe([{}, { imageId: "id-b", health: "unhealthy" }]), {
      images: { web: `nginx:1.27@${b}` },
      containers: { web: "unhealthy" },
    });
  });

  it("sees a container of the project that is not in the release", () => {
    assert.deepEqual(observe([{}, { name: "shop-run", oneOff: true }]).unexpected, { "shop-run": "nginx:1.27" });
    assert.deepEqual(observe([{}, { name: "shop-old-1", service: "old" }]).unexpected, { "shop-old-1": "nginx:1.27" });
    assert.equal(observe([{}, { project: "other" }]).unexpected, undefined);
  });

  const states: [Partial<Container>[], ServiceState, string][] = [
    [[], "running", "missing"],
    [[{}, {}], "2 running", "2 running"],
    [[{}], "2 running", "1 running"],
    [[{}, {}], "running", "2 running"],
    [[{}, { state: "exited" }], "2 running", "stopped"],
    [[{ oneOff: true }], "running", "missing"],
    [[{ health: "" }], "running", "running"],
    [[{ health: "starting" }], "running", "running"],
    [[{ health: "unhealthy" }], "running", "unhealthy"],
    [[{ state: "exited" }], "running", "stopped"],
    [[{ state: "restarting" }], "running", "restarting"],
    [[{ state: "paused" }], "running", "paused"],
    [[{ state: "exited" }], "completed", "completed"],
    [[{ state: "exited", exitCode: 1 }], "completed", "failed"],
    [[{ state: "running" }], "completed", "completed"],
    [[], "completed", "missing"],
  ];
  for (const [containers, wanted, state] of states) {
    it(`calls ${JSON.stringify(containers)} ${state} where ${wanted} is expected`, () => {
      assert.deepEqual(observe(containers, wanted).containers, { web: state });
    });
  }
});
