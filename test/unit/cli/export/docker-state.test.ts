import assert from "node:assert/strict";
import { parseDockerState } from "../../../../cli/export/docker-state.ts";

const lines = (...entries: unknown[]) => [...entries, ["end"]].map((entry) => `${JSON.stringify(entry)}\n`).join("");
const container = { name: "/shop-web-1", environment: ["PATH", "A"], networks: ["", "edge", "bridge"] };

describe("the state of Docker on a host", () => {
  it("is sorted, so that two exports can be compared line by line", () => {
    const other = { name: "/blog-web-1", environment: [], networks: [""] };
    const state = parseDockerState(
      lines(["version", "docker", "20.10"], ["container", container], ["container", other]),
    );
    assert.deepEqual(state?.versions, { docker: "20.10" });
    assert.deepEqual(state?.containers, [
      { name: "blog-web-1", environment: [], networks: [] },
      { name: "shop-web-1", environment: ["A", "PATH"], networks: ["bridge", "edge"] },
    ]);
  });

  it("is none when the answer is not whole", () => {
    const text = lines(["container", container]);
    for (const end of ["end", "shop"]) assert.equal(parseDockerState(text.slice(0, text.indexOf(end))), undefined);
  });
});
