import assert from "node:assert/strict";
import { type DockerApi, DockerError } from "../../../../../lab/plugins/docker/api.ts";
import { network } from "../../../../../lab/plugins/docker/network.ts";

const urn = "urn:pulumi:s::p::docker:index/network:Network::edge";
const found = {
  Id: "1fb6",
  Name: "edge",
  Driver: "bridge",
  Scope: "local",
  Internal: false,
  Attachable: false,
  Ingress: false,
  EnableIPv6: false,
  IPAM: { Driver: "default", Options: null, Config: [{ Subnet: "172.18.0.0/16", Gateway: "172.18.0.1" }] },
  Options: {},
  Labels: {},
};
const api: DockerApi = async () => JSON.stringify(found);
const diff = (oldInputs: object, news: object) =>
  network(api).diff!({ urn, id: "1fb6", oldInputs, oldOutputs: {}, news, ignoreChanges: [] });

describe("Network", () => {
  it("is imported by its id alone, and is then no change for a program that gives only the name", async () => {
    const read = (await network(api).read!({ urn, id: "1fb6", inputs: {}, outputs: {} }))!;
    assert.deepEqual(read.inputs, { name: "edge", driver: "bridge" });
    assert.deepEqual((await diff(read.inputs, { name: "edge" })).changes, []);
  });

  it("is replaced for any change, the old one first because the name is the same", async () => {
    const difference = await diff({ name: "edge", driver: "bridge" }, { name: "edge", driver: "macvlan" });
    assert.deepEqual([difference.replaces, difference.deleteBeforeReplace], [["driver"], true]);
    assert.equal((await diff({ name: "edge" }, { name: "other" })).deleteBeforeReplace, false);
  });

  it("has changed when a property that it had goes back to the default", async () => {
    assert.deepEqual((await diff({ name: "edge", attachable: true }, { name: "edge" })).changes, ["attachable"]);
  });

  it("keeps the name that it made up", async () => {
    const check = (olds: object) => network(api).check!({ urn, olds, news: {} });
    const { inputs } = await check({});
    assert.match(inputs.name, /^edge-[0-9a-f]{7}$/);
    assert.equal((await check(inputs)).inputs.name, inputs.name);
  });

  it("is gone only when Docker says so", async () => {
    const answer = (status: number) =>
      network(async () => {
        throw new DockerError(status, "no");
      });
    const args = { urn, id: "1fb6", inputs: {}, outputs: {} };
    assert.equal(await answer(404).read!(args), undefined);
    await assert.rejects(answer(500).read!(args));
    await answer(404).delete!({ ...args, timeout: 0 });
    await assert.rejects(answer(500).delete!({ ...args, timeout: 0 }));
  });
});
