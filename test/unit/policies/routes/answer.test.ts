import assert from "node:assert/strict";
import { answer, firsts } from "../../../../policies/routes/answer.ts";
import { hostRoutes } from "../../../../policies/routes/host-routes.ts";
import { requestText, type Sent } from "../../../../policies/routes/request.ts";
import { dynamicFile, edgeStacks } from "../../../support/edge-stacks.ts";

const tcp = `tcp:
  routers:
    db: {rule: HostSNI(\`db.example\`), entryPoints: [websecure], service: db, tls: {}}
    rest: {rule: HostSNI(\`*\`), entryPoints: [websecure], service: db, tls: {passthrough: true}}
    plain: {rule: ClientIP(\`10.0.0.0/8\`), entryPoints: [web], service: db}
  services:
    db: {loadBalancer: {servers: [{address: "127.0.0.1:1"}]}}
`;
const file = dynamicFile({
  shop: ["Host(`shop.example`)", "priority: 50"],
  api: ["Host(`shop.example`) && PathPrefix(`/api`)", "priority: 100"],
  get: ["host(`SHOP.example`) && Method(`get`) && Header(`x-a`, `1`)", "priority: 200"],
  search: ["Host(`shop.example`) && Query(`q`, `a b`) && QueryRegexp(`n`, `^\\d+$`)", "priority: 300"],
  one: ["Host(`two.example`)", "priority: 7"],
  two: ["HostRegexp(`^t`)", "priority: 7"],
});

function names(sent: Partial<Sent>, entryPoint = "websecure", more = ""): string[] {
  const { hosts } = hostRoutes(edgeStacks({ dynamic: { "a.yml": file + more } }));
  const { routers, refused } = answer(hosts[0]!, entryPoint, {
    ...{ host: "shop.example", tls: true, target: "/" },
    ...sent,
  });
  return refused ? ["refused"] : routers.map(({ route }) => route.name.replace("@file", ""));
}

describe("the routers that match a request", () => {
  it("are those of its entry point, the highest priority first", () => {
    assert.deepEqual(names({ target: "/api/x" }), ["api", "shop"]);
    assert.deepEqual(names({ target: "/API" }), ["shop"]);
    assert.deepEqual(names({ tls: false }, "web"), []);
    assert.deepEqual(names({ tls: false }), [], "a router with TLS takes no plain request");
  });

  it("do not depend on a host's case, port or last dot", () => {
    for (const host of ["SHOP.example", "shop.example:8443", "shop.example."]) {
      assert.deepEqual(names({ host }), ["shop"], host);
    }
    assert.deepEqual(names({ host: "shop.example.org" }), []);
  });

  it("may depend on method, headers and query", () => {
    assert.deepEqual(names({ headers: [["X-A", " 1 "]] }), ["get", "shop"]);
    assert.deepEqual(names({ headers: [["X-A", "1"]], method: "POST" }), ["shop"]);
    assert.deepEqual(names({ target: "/?q=a+b&n=12" }), ["search", "shop"]);
    assert.deepEqual(names({ target: "/?q=a+b;n=x" }), ["shop"]);
    assert.deepEqual(names({ target: "/a%zz" }), ["refused"]);
  });

  it("have no order among themselves with the same priority", () => {
    const { hosts } = hostRoutes(edgeStacks({ dynamic: { "a.yml": file } }));
    const both = answer(hosts[0]!, "websecure", { host: "two.example", tls: true, target: "/" });
    assert.deepEqual(
      firsts(both).map(({ route }) => route.name),
      ["one@file", "two@file"],
    );
  });

  it("of TCP come first, but for a host that an HTTP router names", () => {
    assert.deepEqual(names({ host: "db.example" }, "websecure", tcp), ["db", "rest"]);
    assert.deepEqual(names({}, "websecure", tcp), ["shop"]);
    assert.deepEqual(names({ tls: false, client: "10.1.2.3" }, "web", tcp), ["plain"]);
    assert.deepEqual(names({ tls: false }, "web", tcp), []);
  });

  it("of TCP come after an HTTP router that Traefik drops, for its hosts", () => {
    const dropped = dynamicFile({ broken: ["Host(`db.example`) && Path(`x`)"] });
    const [host] = hostRoutes(edgeStacks({ dynamic: { "a.yml": dropped + tcp } })).hosts;
    assert.deepEqual(answer(host!, "websecure", { host: "db.example", tls: true, target: "/" }).routers, []);
  });

  it("of plain TCP get a TLS client where no router has TLS", () => {
    const plain = tcp.replace(/ {4}(db|rest): \{rule.*\n/g, "");
    const [host] = hostRoutes(edgeStacks({ dynamic: { "a.yml": plain } })).hosts;
    const found = answer(host!, "web", { host: "a.example", tls: true, target: "/", client: "10.1.1.1" });
    assert.deepEqual(
      found.routers.map(({ route }) => route.name),
      ["plain@file"],
    );
  });

  it("for everything come after an HTTP router without a host", () => {
    assert.deepEqual(names({ host: "other.example" }, "websecure", tcp), []);
    const hosts = dynamicFile({ shop: ["Host(`shop.example`)", "priority: 50"] });
    const [host] = hostRoutes(edgeStacks({ dynamic: { "a.yml": hosts + tcp } })).hosts;
    const { routers: found } = answer(host!, "websecure", { host: "other.example", tls: true, target: "/" });
    assert.deepEqual(
      found.map(({ route }) => route.name),
      ["rest@file"],
    );
  });
});

describe("a request", () => {
  it("is written as a person would type it", () => {
    const sent = {
      method: "POST",
      host: "a.example",
      tls: true,
      target: "/x?y",
      headers: [["X-A", "1"]],
      client: "::1",
    } as const;
    assert.equal(requestText(sent), "POST https://a.example/x?y, X-A: 1, from ::1");
  });
});
