import assert from "node:assert/strict";
import { parseRawData } from "../../../../live/traefik/raw-data.ts";
import { rawData, router, service } from "./raw-fixture.ts";

describe("what Traefik's API shows", () => {
  it("is read without what is Traefik's own", () => {
    const routers = { "shop@docker": router(), "ping@internal": router() };
    const found = rawData({
      routers,
      udpRouters: { "dns@docker": { status: "enabled" } },
      tcpServices: { "db@file": service() },
    });
    assert.deepEqual(
      found.routers.map(({ protocol, name }) => `${protocol} ${name}`),
      ["http shop@docker", "udp dns@docker"],
    );
    assert.deepEqual(
      found.services.map(({ protocol, name, servers }) => [protocol, name, servers]),
      [["tcp", "db@file", ["UP"]]],
    );
  });

  for (const [what, value] of Object.entries({ nothing: undefined, text: "x", list: [], other: { routers: {} } })) {
    it(`is not ${what}`, () => assert.equal(parseRawData(value), undefined));
  }
});
