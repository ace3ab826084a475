import assert from "node:assert/strict";
import { dataVolume } from "../../../../live/checks/data-volume.ts";
import type { LiveHost } from "../../../../live/host.ts";

const stack = { images: {}, containers: {}, files: {} };
const observe = (answer: string, expected: object = { dataVolume: { "/mnt/seisei/shop": "mounted" } }) => {
  const host = { name: "app-1", read: async () => answer } as unknown as LiveHost;
  const place = { host, stack: "shop", folder: "/s", state: "/x", documented: [] };
  return dataVolume.observe(place, { ...stack, ...expected });
};

describe("a data volume on its host", () => {
  it("is mounted or not", async () => {
    assert.deepEqual(await observe("0\n"), { dataVolume: { "/mnt/seisei/shop": "mounted" } });
    assert.deepEqual(await observe("1\n"), { dataVolume: { "/mnt/seisei/shop": "not mounted" } });
  });

  it("is not asked for where the stack has none", async () => {
    assert.deepEqual(await observe("no answer", {}), {});
  });

  it("could not be checked where the table of mounts cannot be read", async () => {
    await assert.rejects(observe("2\n"), { name: "UserError", message: /could not check what is mounted at \/mnt/ });
  });

  it("is told with its repair", () => {
    const own = {
      kind: "dataVolume",
      name: "/mnt/seisei/shop",
      rest: [],
      expected: "mounted",
      observed: "not mounted",
    };
    const [finding] = dataVolume.findings([own], [own], { host: "app-1", stack: "shop" });
    assert.equal(finding!.message, "/mnt/seisei/shop, where the stack's data is, is not mounted");
    assert.match(finding!.action, /pulumi up/);
  });
});
