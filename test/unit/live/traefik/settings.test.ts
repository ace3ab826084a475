import assert from "node:assert/strict";
import { shownSetting, shownSettings } from "../../../../live/traefik/settings.ts";

describe("what Traefik shows of a service or a middleware", () => {
  it("is a text for each path, in small letters, lists joined", () => {
    const settings = { sourceRange: ["10.0.0.0/8", "127.0.0.1/32"], ipStrategy: { depth: 2 } };
    assert.deepEqual(shownSettings("ipAllowList", settings), {
      "ipallowlist.sourcerange": "10.0.0.0/8,127.0.0.1/32",
      "ipallowlist.ipstrategy.depth": "2",
    });
  });

  it("has one port and scheme for all servers that labels have made", () => {
    const servers = [{ url: "http://172.18.0.3:3000" }, { url: "http://172.18.0.4:3000" }];
    const http = shownSettings("loadBalancer", { servers });
    assert.deepEqual(
      [http["loadbalancer.server.port"], http["loadbalancer.server.scheme"], http["loadbalancer.servers.1.url"]],
      ["3000", "http", "http://172.18.0.4:3000"],
    );
    const tcp = shownSettings("loadBalancer", { servers: [{ address: "172.18.0.3:5432" }] });
    assert.deepEqual([tcp["loadbalancer.server.port"], tcp["loadbalancer.server.scheme"]], ["5432", undefined]);
  });

  const same: [string, string][] = [
    ["50", "50"],
    ["60", "1m0s"],
    ["90s", "1m30s"],
    ["1500ms", "1.5s"],
    ["TRUE", "true"],
    ["10.0.0.0/8, 127.0.0.1/32", "10.0.0.0/8,127.0.0.1/32"],
    ["auth", "auth@docker"],
  ];
  for (const [wanted, now] of same) {
    it(`calls ${now} the same as ${wanted}`, () => assert.equal(shownSetting("a.b", wanted, { "a.b": now }), wanted));
  }

  const other: [string, string][] = [
    ["50", "51"],
    ["1s", "1m"],
    ["http://a:1", "http://a:2"],
    ["auth@file", "other@file"],
  ];
  for (const [wanted, now] of other) {
    it(`tells ${now} from ${wanted}`, () => assert.equal(shownSetting("a.b", wanted, { "a.b": now }), now));
  }

  it("may leave out what is off, and show more of what is only switched on", () => {
    assert.deepEqual(
      ["false", "0", "true", "x"].map((wanted) => shownSetting("a.b", wanted, {})),
      ["false", "0", "nothing", "nothing"],
    );
    assert.equal(shownSetting("a.b", "true", { "a.b.c": "1" }), "true");
  });
});
