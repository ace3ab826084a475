import assert from "node:assert/strict";
import { routesDoNotConflict as rule } from "../../../../policies/rules/routes-do-not-conflict.ts";
import { stacksOf } from "../../../support/stacks.ts";

const edge = {
  "edge/docker-compose.yml":
    "services:\n  traefik:\n    image: traefik:v3.5\n    restart: always\n    networks: [edge]\nnetworks: {edge: {external: true}}\n",
  "edge/stack.yaml":
    "host: app-1\ntraefik: {service: traefik, api: 'http://127.0.0.1:8888/api', static: traefik.yml, dynamic: dynamic}\n",
  "edge/traefik.yml":
    "entryPoints: {web: {address: ':80'}}\nproviders: {docker: {exposedByDefault: false, network: edge}, file: {directory: /etc/traefik/dynamic}}\n",
};
const router = (name: string) =>
  `http:\n  routers:\n    ${name}: {rule: Host(\`a.example\`), entryPoints: [web], service: ${name}, priority: 50}\n  services:\n    ${name}: {loadBalancer: {servers: [{url: 'http://127.0.0.1:3000'}]}}\n`;
const problems = (files: Record<string, string>) => rule.stacks(stacksOf({ ...edge, ...files }));

describe(rule.name, () => {
  it("finds a router to a service that is nowhere, and says where", () => {
    const broken = router("a").replace("service: a", "service: nowhere");
    assert.match(problems({ "edge/dynamic/a.yml": broken }).join("\n"), /stacks\/edge\/dynamic\/a\.yml:\d+: .*nowhere/);
  });

  it("finds two routers that compete for a request, with the places", () => {
    const found = problems({ "edge/dynamic/a.yml": router("a"), "edge/dynamic/b.yml": router("b") }).join("\n");
    assert.match(found, /stacks\/edge\/dynamic\/[ab]\.yml:\d+: /);
  });

  it("lets one router be", () => assert.deepEqual(problems({ "edge/dynamic/a.yml": router("a") }), []));
});
