import assert from "node:assert/strict";
import type { HostState } from "../../../../cli/cleanup/host-state.ts";
import { hostPlan, type Keep } from "../../../../cli/cleanup/plan.ts";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const image = (letter: string, ...names: string[]) => ({ id: digest(letter), references: names, bytes: 1024 });
const nothing: HostState = { images: [], containers: [], recorded: [], stacks: [], bundles: [], leftovers: [] };
const keep: Keep = { references: [], repositories: new Set(["nginx"]), stacks: ["shop"] };
const plan = (state: Partial<HostState>, kept: Partial<Keep> = {}) =>
  hostPlan({ ...nothing, ...state }, { ...keep, ...kept }).map(({ kind, subject, remove }) => [
    kind,
    subject.split(" ")[0],
    remove,
  ]);

describe("what can go on a host", () => {
  const old = image("a", "nginx:1.26", `nginx@${digest("b")}`);

  it("is an image that nothing needs, by all its names", () => {
    assert.deepEqual(plan({ images: [old] }), [["image", "nginx:1.26", ["nginx:1.26", `nginx@${digest("b")}`]]]);
  });

  it("is no image that a release needs", () => {
    assert.deepEqual(plan({ images: [old] }, { references: [`nginx:1.26@${digest("b")}`] }), []);
  });

  it("is no image that a record on the host needs, by digest or by id", () => {
    for (const recorded of [`nginx:1.26@${digest("b")}`, digest("a")]) {
      assert.deepEqual(plan({ images: [old], recorded: [recorded] }), []);
    }
  });

  it("is no image that a container was made from, running or not", () => {
    const container = { name: "x", imageId: digest("a"), project: "shop", state: "exited" };
    assert.deepEqual(plan({ images: [old], containers: [container] }), []);
  });

  it("is no image with a name that no release has: that one is told", () => {
    assert.deepEqual(plan({ images: [image("c", "other:1", "nginx:1")] }), [["other image", "other:1", undefined]]);
  });

  it("is the upload of a stack that was removed, but not of one that is there", () => {
    const bundles = ["shop.tar", "gone.tar", "gone.apply", "kept.tar", "runs.tar"].map((name) => ({ name, bytes: 1 }));
    const container = { name: "x", imageId: "", project: "runs", state: "running" };
    assert.deepEqual(plan({ bundles, stacks: ["kept"], containers: [container] }), [
      ["bundle", ".seisei/gone.tar", ["gone.tar"]],
      ["bundle", ".seisei/gone.apply", ["gone.apply"]],
    ]);
  });

  it("is what an ended deployment left", () => {
    const leftovers = [{ name: "shop/work", bytes: 1 }];
    assert.deepEqual(plan({ leftovers }), [["leftover", ".seisei/shop/work", ["shop/work"]]]);
  });

  it("is no container: one of no project that is stopped is told", () => {
    const containers = [
      { name: "stray", imageId: "", project: "", state: "exited" },
      { name: "busy", imageId: "", project: "", state: "running" },
      { name: "web", imageId: "", project: "shop", state: "exited" },
    ];
    assert.deepEqual(plan({ containers }), [["stopped container", "stray", undefined]]);
  });
});
