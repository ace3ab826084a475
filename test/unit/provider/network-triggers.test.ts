import assert from "node:assert/strict";
import type { LiveHost } from "../../../live/host.ts";
import { liveState } from "../../../provider/live-state.ts";
import type { Properties } from "../../../provider/plugin-server.ts";

const urn = "urn:pulumi:prod::seisei::seisei:index:LiveState::app-1-state";
const handler = liveState({ openHost: () => ({}) as LiveHost, warn: async () => {} });

describe("LiveState's networks", () => {
  const networks = { edge: "present", inner: "present" };
  const ofHost = (observed: object = networks, networkTriggers = { edge: 2, inner: 0 }) => {
    const expected = { externalNetworks: networks };
    const inputs = { sshConfig: "c", host: "app-1", root: "/opt", expected, observed: { externalNetworks: observed } };
    return { urn, id: "x", oldInputs: inputs, oldOutputs: { ...inputs, networkTriggers }, news: inputs, timeout: 0 };
  };

  it("triggers the network that is missing, and no other, and knows it in a preview", async () => {
    const missing = ofHost({ ...networks, edge: "missing" });
    for (const preview of [true, false]) {
      const { networkTriggers } = await handler.update!({ ...missing, preview });
      assert.deepEqual(networkTriggers, { edge: 3, inner: 0 });
    }
    const { outputs } = await handler.create({ urn, inputs: missing.news, preview: true, timeout: 0 });
    assert.deepEqual(outputs.networkTriggers, { edge: 1, inner: 0 });
  });

  it("records the networks' numbers where an older version has not", async () => {
    const changes = async (of: Omit<ReturnType<typeof ofHost>, "oldOutputs"> & { oldOutputs: Properties }) =>
      (await handler.diff!({ ...of, ignoreChanges: [] })).changes;
    const recorded = ofHost();
    assert.deepEqual(await changes(recorded), []);
    const { networkTriggers: _, ...older } = recorded.oldOutputs;
    assert.deepEqual(await changes({ ...recorded, oldOutputs: older }), ["networkTriggers"]);
  });
});
