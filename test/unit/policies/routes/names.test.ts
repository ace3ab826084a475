import assert from "node:assert/strict";
import { validateRoutes } from "../../../../policies/routes/validate.ts";
import { dynamicFile, type EdgeSetting, edgeStacks, labelled } from "../../../support/edge-stacks.ts";

const found = (setting: EdgeSetting) =>
  validateRoutes(edgeStacks(setting)).map(({ kind, file, message }) => [kind, file, message.split(";")[0]]);
const shop = (rule: string, more: Record<string, string> = {}) =>
  labelled({ "traefik.http.routers.shop.rule": rule, "traefik.http.routers.shop.priority": "50", ...more });

describe("a router's name", () => {
  it("may stand in one stack's labels only", () => {
    const other = shop("Host(`b.example`)");
    assert.deepEqual(found({ stacks: { a: shop("Host(`a.example`)"), b: other } }), [
      [
        ...["same name", "stacks/b/docker-compose.yml"],
        "expected one router of this name, got another one in stacks/a/docker-compose.yml:9: Traefik uses neither",
      ],
    ]);
  });

  it("with the same definition in two stacks is told, in two services of one stack not", () => {
    const service = "traefik.http.services.shop.loadbalancer.server.port";
    const same = shop("Host(`a.example`)", { "traefik.http.routers.shop.service": "shop", [service]: "80" });
    assert.deepEqual(
      found({ stacks: { a: same, b: same } }).map(([kind]) => kind),
      ["same name"],
    );
    const two = same.replace(
      /^ {2}web:.*?(?=networks: \{edge: \{)/ms,
      (web) => web + web.replace("  web:", "  green:"),
    );
    assert.deepEqual(
      found({ stacks: { a: two } }).map(([kind]) => kind),
      [],
    );
  });

  it("may stand in one dynamic file only", () => {
    const one = dynamicFile({ a: ["Host(`a.example`)"] });
    assert.deepEqual(found({ dynamic: { "a.yml": one, "b.yml": one } }), [
      [
        ...["same name", "stacks/edge/dynamic/b.yml"],
        "expected one router of this name, got it in stacks/edge/dynamic/a.yml:3 too: Traefik uses the first file's",
      ],
    ]);
  });
});

describe("a route in labels and in a file", () => {
  const entryPoint = { "traefik.http.routers.shop.entrypoints": "websecure" };

  it("is found by its name", () => {
    const dynamic = { "a.yml": dynamicFile({ shop: ["Host(`b.example`)", "priority: 60"] }) };
    const [finding, ...more] = found({ dynamic, stacks: { a: shop("Host(`a.example`)", entryPoint) } });
    assert.deepEqual([finding?.[0], more], ["two places", []]);
    assert.match(finding![2]!, /one of the same name in shop@docker \(stacks\/a\/docker-compose\.yml:10\)/);
  });

  it("is found by its rule, in whatever order its conditions are, and told once", () => {
    const dynamic = { "a.yml": dynamicFile({ other: ["PathPrefix(`/x`) && Host(`A.example`)", "priority: 50"] }) };
    const labels = shop("Host(`a.example`) && PathPrefix(`/x`)", entryPoint);
    assert.deepEqual(
      found({ dynamic, stacks: { a: labels } }).map(([kind]) => kind),
      ["two places"],
    );
    const elsewhere = {
      "a.yml": dynamicFile({ other: ["Host(`a.example`) && PathPrefix(`/x`)", "priority: 9", "web"] }),
    };
    assert.deepEqual(found({ dynamic: elsewhere, stacks: { a: labels } }), []);
  });
});
