import assert from "node:assert/strict";
import { answer } from "../../../../policies/routes/answer.ts";
import { hostRoutes } from "../../../../policies/routes/host-routes.ts";
import { validateRoutes } from "../../../../policies/routes/validate.ts";
import { dynamicFile, edgeStacks } from "../../../support/edge-stacks.ts";

const statics = (more: string) => `entryPoints:
  web: {address: ":80", http: {redirections: {entryPoint: {to: websecure${more}}}}}
  websecure: {address: ":443", http: {tls: {}}}
providers: {file: {directory: /dynamic}}
`;
const dynamic = {
  "a.yml": dynamicFile({
    both: ["Host(`a.example`)", "priority: 50", "web, websecure"],
    plain: ["Host(`b.example`)", "priority: 50", "web"],
  }),
};
const stacks = (more = "") => edgeStacks({ statics: statics(more), dynamic });
const answering = (more: string, host: string, tls: boolean) =>
  answer(hostRoutes(stacks(more)).hosts[0]!, tls ? "websecure" : "web", { host, tls, target: "/" }).routers[0]?.route
    .name;

describe("an entry point that sends every request to another", () => {
  it("answers before all routers, or with the priority that it was given", () => {
    assert.equal(answering("", "b.example", false), "web-to-websecure@internal");
    assert.equal(answering("", "a.example", true), "both@file");
    assert.equal(answering(", priority: 7", "b.example", false), "plain@file");
    assert.equal(answering(", priority: 7", "c.example", false), "web-to-websecure@internal");
  });

  it("leaves nothing to a router that is on no other", () => {
    const found = validateRoutes(stacks()).map(({ kind, severity, key }) => [kind, severity, key]);
    assert.deepEqual(found, [["shadowed", "warning", "http.routers.plain"]]);
    assert.deepEqual(validateRoutes(stacks(", priority: 7")), []);
  });
});
