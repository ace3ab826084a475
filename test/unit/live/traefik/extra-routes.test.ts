import assert from "node:assert/strict";
import { extraRoutes } from "../../../../live/traefik/extra-routes.ts";
import { readFound } from "../../../../live/traefik/observed-routes.ts";
import { runningContainer } from "../../../support/snapshot.ts";
import { middleware, rawData, router, service } from "./raw-fixture.ts";

const label = "traefik.http.routers.Evil.rule";
const own = { ...runningContainer, routeLabels: [label] };

function extra(
  kinds: Parameters<typeof rawData>[0],
  { containers = [own], dynamic = undefined as string | undefined, documented = [] as string[] } = {},
) {
  const data = rawData(kinds);
  const names = new Set(["router shop@docker"]);
  const owner = { stack: "shop", services: ["web"], ...(dynamic ? { dynamic } : {}) };
  const meant = documented.map((name) => ({ kind: "router" as const, name, reason: "x" }));
  return extraRoutes(data, readFound(data, names), names, owner, containers, meant);
}

const evil = { "Evil@docker": router({ service: "evil" }), "shop@docker": router() };

describe("routes that no release has", () => {
  it("belong to the service whose labels bring them", () => {
    assert.deepEqual(extra({ routers: evil }), {
      web: { "router Evil@docker": "Host(`shop.example`) on web, to evil@docker" },
    });
  });

  it("take what only they use with them", () => {
    const services = { "evil@docker": service({ usedBy: ["Evil@docker"] }) };
    const middlewares = { "idle@file": middleware() };
    assert.deepEqual(extra({ services }, { dynamic: "dynamic" }), {});
    assert.deepEqual(extra({ middlewares }, { dynamic: "dynamic" }), {
      dynamic: { "middleware idle@file": "basicauth" },
    });
  });

  it("of a container that is told by itself are not told", () => {
    const of = (changed: object) =>
      extra({ routers: evil }, { containers: [{ ...own, ...changed }], dynamic: "dynamic" });
    assert.deepEqual(
      [of({ project: "" }), of({ project: "other" }), of({ service: "x" }), of({ oneOff: true })],
      [{}, {}, {}, {}],
    );
  });

  it("named after a container belong to it", () => {
    const routers = { "web-shop@docker": router() };
    assert.deepEqual(Object.keys(extra({ routers }, { containers: [{ ...own, routeLabels: ["traefik.enable"] }] })), [
      "web",
    ]);
  });

  it("of a dynamic file belong to the stack that runs Traefik", () => {
    const routers = { "evil@file": router() };
    assert.deepEqual([extra({ routers }), Object.keys(extra({ routers }, { dynamic: "dynamic" }))], [{}, ["dynamic"]]);
  });

  it("may be documented", () => {
    const routers = { "evil@file": router() };
    assert.deepEqual(extra({ routers }, { dynamic: "dynamic", documented: ["evil@*"] }), {});
  });
});
