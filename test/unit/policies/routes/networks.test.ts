import assert from "node:assert/strict";
import { validateRoutes } from "../../../../policies/routes/validate.ts";
import { edgeStacks, labelled } from "../../../support/edge-stacks.ts";

const shop = labelled({ "traefik.http.routers.shop.rule": "Host(`a.example`)" });
const found = (networks: string, declared: string) => {
  const compose = shop
    .replace("networks: [edge]", networks)
    .replace("networks: {edge: {external: true}}", declared && `networks: ${declared}`);
  return validateRoutes(edgeStacks({ stacks: { shop: compose } })).map(({ kind, severity, message }) => [
    ...[kind, severity],
    message.split(";")[0],
  ]);
};

describe("a service behind Traefik", () => {
  it("must be in a network of Traefik's", () => {
    const message = (got: string) => `expected the service web in a network of Traefik's (edge), got ${got}`;
    assert.deepEqual(found("networks: [edge]", "{edge: {}}"), [["network", "error", message("shop_edge")]]);
    assert.deepEqual(found("networks: {}", ""), [["network", "error", message("none")]]);
    assert.deepEqual(found("", ""), [["network", "error", message("shop_default")]]);
  });

  it("may call it by another name, or be in the host's", () => {
    assert.deepEqual(found("networks: {front: {}}", "{front: {external: true, name: edge}}"), []);
    assert.deepEqual(found("network_mode: host", ""), []);
  });
});
