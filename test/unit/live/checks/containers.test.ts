import assert from "node:assert/strict";
import { containers, observeContainers } from "../../../../live/checks/containers.ts";
import { compare } from "../../../../live/compare.ts";
import { readable } from "../../../../live/finding.ts";
import type { ServiceState } from "../../../../live/expected.ts";
import type { Container } from "../../../../live/snapshot.ts";
import { emptySnapshot, runningContainer } from "../../../support/snapshot.ts";

const [a, b] = [`sha256:${"a".repeat(64)}`, `sha256:${"b".repeat(64)}`];
const digests = new Map([
  ["id-a", new Set([`sha256:${"0".repeat(64)}`, a])],
  ["id-b", new Set([b])],
  ["id-own", new Set<string>()],
]);
const healthy: Container = { ...runningContainer, imageId: "id-a", health: "healthy" };

function observe(changes: Partial<Container>[], wanted: ServiceState = "running") {
  const expected = { images: { web: `nginx:1.27@${a}` }, containers: { web: wanted }, files: {} };
  const found = changes.map((change) => ({ ...healthy, ...change }));
  return observeContainers("shop", expected, { ...emptySnapshot, containers: found, digests });
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
    const untagged = (digest: string) => observe([{ imageId: "id-untagged", image: `nginx:1.27@${digest}` }]);
    assert.deepEqual(untagged(a), { images: { web: `nginx:1.27@${a}` }, containers: { web: "running" } });
    assert.notDeepEqual(untagged(b).images, { web: `nginx:1.27@${a}` });
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

  it("lets a container settle that was often restarted while a deploy watched", () => {
    const often = { ...emptySnapshot, containers: [{ ...healthy, restarts: 5, started: 900 }], digests };
    const expected = { images: { web: `nginx:1.27@${a}` }, containers: { web: "running" as const }, files: {} };
    const state = (recorded: number) =>
      observeContainers("shop", expected, { ...often, recorded: new Map([["shop", recorded]]) }).containers.web;
    assert.deepEqual([state(800), state(900)], ["restart loop", "running"]);
  });

  it("says another image and what its container does once", () => {
    const expected = { images: { web: `nginx:1.27@${a}` }, containers: { web: "running" } };
    const observed = { images: { web: `nginx:1.27@${b}` }, containers: { web: "restart loop" } };
    const found = containers.findings(compare(expected, observed).map(readable), [], { host: "app-1" });
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ["image"],
    );
    assert.match(found[0]!.message, /runs nginx:1\.27@sha256:b.*, and is in a restart loop$/);
  });

  it("are told as made by hand where a container that no Compose made has the name of a lost one", () => {
    const own = new Map([["shop-web", { stack: "shop", service: "web" }]]);
    const expected = { images: { web: `nginx:1.27@${a}` }, containers: { web: "running" as const }, files: {} };
    const observe = (...there: Container[]) =>
      observeContainers("shop", expected, { ...emptySnapshot, own, digests, containers: there });
    const stray = { ...healthy, project: "", service: "" };
    assert.equal(observe(stray).containers.web, "made by hand");
    assert.equal(observe({ ...stray, name: "shop-web-9" }, healthy).containers.web, "running");
    assert.equal(observe({ ...stray, name: "shop-web-old" }).containers.web, "missing");
    const two = { ...emptySnapshot, own, digests, replicas: new Map([["shop/web", 2]]) };
    const both = [healthy, { ...stray, name: "shop-web-2" }];
    assert.equal(observeContainers("shop", expected, { ...two, containers: both }).containers.web, "made by hand");
    const found = containers.findings(compare(expected, observe(stray)).map(readable), [], { host: "app-1" });
    assert.deepEqual(
      found.map(({ kind, observed }) => [kind, observed]),
      [["container", "made by hand"]],
    );
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
    [[{ state: "restarting" }], "running", "restart loop"],
    [[{ restarts: 3, started: 701 }], "running", "restart loop"],
    [[{ restarts: 2, started: 999 }], "running", "running"],
    [[{ restarts: 9, started: 699 }], "running", "running"],
    [[{ state: "paused" }], "running", "paused"],
    [[{ state: "exited" }], "completed", "completed"],
    [[{ state: "exited", exitCode: 1 }], "completed", "failed"],
    [[{ state: "running" }], "completed", "completed"],
    [[], "completed", "missing"],
  ];
  for (const [found, wanted, state] of states) {
    it(`calls ${JSON.stringify(found)} ${state} where ${wanted} is expected`, () => {
      assert.deepEqual(observe(found, wanted).containers, { web: state });
    });
  }
});
