import assert from "node:assert/strict";
import { validateRoutes } from "../../../../policies/routes/validate.ts";
import { dynamicFile, edgeStacks, labelled } from "../../../support/edge-stacks.ts";

type Routers = Parameters<typeof dynamicFile>[0];

/** Kind, severity, router and example of each finding. */
function found(routers: Routers, more = ""): (string | undefined)[][] {
  const findings = validateRoutes(edgeStacks({ dynamic: { "a.yml": dynamicFile(routers) + more } }));
  return findings.map(({ kind, severity, key, request }) => [kind, severity, key.split(".").at(-1), request]);
}

const host = "Host(`a.example`)";
const tenants = "HostRegexp(`^[a-z]+\\.erp\\.example$`)";

describe("routers with the same priority", () => {
  const meeting: Record<string, [a: string, b: string, request: string]> = {
    "a host and a path of it": [host, `${host} && PathPrefix(\`/api\`)`, "GET https://a.example/api"],
    "a host and a pattern of hosts": ["Host(`x.erp.example`)", tenants, "GET https://x.erp.example/x"],
    "two patterns of hosts": [tenants, "HostRegexp(`^(erp|shop)\\.erp\\.example$`)", "GET https://erp.erp.example/x"],
    "a prefix and a pattern of paths": [
      `${host} && PathPrefix(\`/api\`)`,
      `${host} && PathRegexp(\`^/[a-z]+/[0-9]+$\`)`,
      "GET https://a.example/apia/0",
    ],
    "conditions that add up": [
      `${host} && Method(\`POST\`) && Header(\`X-A\`, \`1\`)`,
      `${host} && Query(\`q\`, \`a b\`) && ClientIP(\`10.0.0.0/8\`)`,
      "POST https://a.example/x?q=a%20b, x-a: 1, from 10.0.0.1",
    ],
    "an alternative in the middle": [
      "Host(`b.example`) || Host(`a.example`)",
      `${host} || Host(\`c.example\`)`,
      "GET https://a.example/x",
    ],
    "what one of them excludes": [`${host} && !Method(\`GET\`)`, host, "POST https://a.example/x"],
  };
  for (const [what, [a, b, request]] of Object.entries(meeting)) {
    it(`are found, with a request that both match: ${what}`, () => {
      assert.deepEqual(found({ a: [a, "priority: 7"], b: [b, "priority: 7"] }), [["overlap", "error", "b", request]]);
    });
  }

  const apart: Record<string, [a: string, b: string]> = {
    "other hosts": [host, "Host(`b.example`)"],
    "a host that a pattern leaves out": ["Host(`x.erp2.example`)", tenants],
    "other paths": ["Path(`/a`)", "Path(`/b`)"],
    "other prefixes": ["PathPrefix(`/a`)", "PathRegexp(`^/b`)"],
    "other methods": [`${host} && Method(\`GET\`)`, `${host} && Method(\`POST\`)`],
    "what one of them excludes": [`${host} && !PathPrefix(\`/a\`)`, `${host} && Path(\`/a/b\`)`],
  };
  for (const [what, [a, b]] of Object.entries(apart)) {
    it(`are right where no request is for both: ${what}`, () => {
      assert.deepEqual(found({ a: [a, "priority: 7"], b: [b, "priority: 7"] }), []);
    });
  }

  it("are right on other entry points, or with TLS and without", () => {
    assert.deepEqual(found({ a: [host, "priority: 7"], b: [host, "priority: 7", "web"] }), []);
  });
});

describe("a router without a priority", () => {
  it("that meets another is a warning, once, with an example", () => {
    const api = `${host} && PathPrefix(\`/api\`)`;
    assert.deepEqual(found({ a: [host, "priority: 5"], b: [api], c: [`${api} && Method(\`PUT\`)`, "priority: 90"] }), [
      ["overlap", "warning", "b", "PUT https://a.example/api"],
    ]);
    assert.deepEqual(found({ a: [host], b: ["Host(`b.example`)"] }), []);
  });

  it("is told from one whose priority happens to be its rule's length", () => {
    assert.deepEqual(found({ a: [host, "priority: 17"], b: [`${host} && Path(\`/a\`)`, "priority: 90"] }), []);
    const labels = { "traefik.http.routers.b.rule": "Host(`b.example`)", "traefik.http.routers.b.priority": "17" };
    const file = dynamicFile({ a: ["Host(`b.example`) && Path(`/`)", "priority: 90"] });
    const shop = labelled({ ...labels, "traefik.http.routers.b.entrypoints": "websecure" });
    assert.deepEqual(validateRoutes(edgeStacks({ dynamic: { "a.yml": file }, stacks: { shop } })), []);
  });
});

describe("a router that never answers", () => {
  it("is found, also where several take its requests together", () => {
    assert.deepEqual(found({ a: [host, "priority: 90"], b: [`${host} && Path(\`/a\`)`, "priority: 50"] }), [
      ["shadowed", "error", "b", undefined],
    ]);
    const both = { a: [host, "priority: 90"], b: ["Host(`b.example`)", "priority: 80"] } as const;
    assert.deepEqual(found({ ...both, c: [`${host} || Host(\`b.example\`)`, "priority: 50"] }), [
      ["shadowed", "error", "c", undefined],
    ]);
    assert.deepEqual(found({ ...both, c: [`${host} || Host(\`c.example\`)`, "priority: 50"] }), []);
  });

  it("because of an emergency is a warning", () => {
    assert.deepEqual(found({ a: ["PathPrefix(`/`)", "priority: 200"], b: [host, "priority: 50"] }), [
      ["shadowed", "warning", "b", undefined],
    ]);
  });

  it("because its conditions exclude each other is found", () => {
    assert.deepEqual(found({ a: [`${host} && Host(\`b.example\`)`, "priority: 9"] }), [
      ["rule", "error", "a", undefined],
    ]);
  });
});

describe("a prefix that shadows a longer one", () => {
  const routers = (short: number, long: number): Routers => ({
    short: [`${tenants} && PathPrefix(\`/qr\`)`, `priority: ${short}`],
    long: [`${tenants} && PathPrefix(\`/qr_ordering\`)`, `priority: ${long}`],
  });

  it("is found with a higher or the same priority, and right with a lower one", () => {
    const [error] = [["prefix", "error", "long", "GET https://a.erp.example/qr_ordering"]];
    assert.deepEqual(found(routers(120, 110)), [error]);
    assert.deepEqual(
      found(routers(110, 110)).map(([kind]) => kind),
      ["prefix"],
    );
    assert.deepEqual(found(routers(110, 120)), []);
  });

  it("is a warning where the longer one still gets some requests", () => {
    const some = {
      ...routers(120, 110),
      short: [`${tenants} && PathPrefix(\`/qr\`) && Method(\`GET\`)`, "priority: 120"],
    } as Routers;
    assert.deepEqual(
      found(some).map(([kind, severity]) => [kind, severity]),
      [["prefix", "warning"]],
    );
  });

  it("is no prefix at a slash", () => {
    const shop = {
      a: [`${host} && PathPrefix(\`/qr\`)`, "priority: 9"],
      b: [`${host} && PathPrefix(\`/qr/x\`)`, "priority: 8"],
    } as const;
    assert.deepEqual(
      found(shop).map(([kind]) => kind),
      ["shadowed"],
    );
  });
});

describe("routers of TCP", () => {
  const tcp = (...rules: string[]) =>
    `tcp:\n  routers:\n${rules.map((rule, index) => `    t${index}: {rule: ${JSON.stringify(rule)}, entryPoints: [postgres], service: s, tls: {}, priority: 5}\n`).join("")}  services: {s: {loadBalancer: {servers: [{address: "127.0.0.1:1"}]}}}\n`;

  it("are compared too", () => {
    assert.deepEqual(found({}, tcp("HostSNI(`a.example`)", "HostSNIRegexp(`^a`)")), [
      ["overlap", "error", "t1", "a TLS connection to a.example"],
    ]);
    assert.deepEqual(found({}, tcp("HostSNI(`a.example`)", "HostSNI(`b.example`)")), []);
  });
});
