import assert from "node:assert/strict";
import { validateRoutes } from "../../../../policies/routes/validate.ts";
import { dynamicFile, edgeStacks } from "../../../support/edge-stacks.ts";

const found = (text: string) =>
  validateRoutes(edgeStacks({ dynamic: { "a.yml": text } })).map(({ kind, key, message }) => [
    kind,
    key,
    message.split(",")[0],
  ]);
const tcp = (router: string) =>
  `tcp:\n  routers: {t: {service: t, ${router}}}\n  services: {t: {loadBalancer: {servers: [{address: "127.0.0.1:1"}]}}}\n`;

describe("a router of UDP", () => {
  const udp = (second: string) =>
    `udp:\n  routers:\n    a: {entryPoints: [dns], service: s}\n    b: {entryPoints: [${second}], service: s}\n  services: {s: {loadBalancer: {servers: [{address: "127.0.0.1:1"}]}}}\n`;

  it("is alone on its entry point", () => {
    assert.deepEqual(found(udp("dns")), [["overlap", "udp.routers.b", "expected one UDP router on dns"]]);
    assert.deepEqual(found(udp("postgres")), []);
  });
});

describe("a router of TCP", () => {
  const http = dynamicFile({ a: ["Host(`a.example`)", "priority: 50"] });

  it("gets no TLS connection for a host that HTTP routers name on its entry point", () => {
    const rule = "rule: HostSNI(`a.example`), tls: {}";
    assert.deepEqual(
      found(http + tcp(`${rule}, entryPoints: [websecure]`)).map(([kind, key]) => [kind, key]),
      [["shadowed", "tcp.routers.t"]],
    );
    assert.deepEqual(found(http + tcp(`${rule}, entryPoints: [postgres]`)), []);
    assert.deepEqual(found(http + tcp("rule: HostSNI(`b.example`), tls: {}, entryPoints: [websecure]")), []);
  });

  it("for everything takes the plain requests of HTTP routers", () => {
    const plain = dynamicFile({ a: ["Host(`a.example`)", "priority: 50", "web"] });
    const all = "rule: HostSNI(`*`)";
    assert.deepEqual(
      found(plain + tcp(`${all}, entryPoints: [web]`)).map(([kind, key]) => [kind, key]),
      [["shadowed", "http.routers.a"]],
    );
    assert.deepEqual(found(plain + tcp(`${all}, entryPoints: [web], tls: {}`)), []);
    assert.deepEqual(found(http + tcp(`${all}, entryPoints: [websecure]`)), []);
  });
});
