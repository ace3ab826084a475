import assert from "node:assert/strict";
import { liveTable } from "../../../../cli/routes/live.ts";
import { parseRawData } from "../../../../live/traefik/raw-data.ts";

const api = "http://127.0.0.1:8888/api";
const router = (rule: string, more: object = {}) => ({
  ...{ rule, entryPoints: ["websecure"], service: "s", priority: 7, status: "enabled", tls: {}, ...more },
});
const raw = parseRawData({
  routers: {
    "a@file": router("Host(`a.example`)"),
    "b@docker": router("Host(`a.example`) && Path(`/b`)", { middlewares: ["all@file"] }),
    "off@docker": router("Host(`b.example`)", { status: "disabled", error: ['the service "s@docker" does not exist'] }),
    "api@internal": router("PathPrefix(`/api`)"),
  },
  services: { "s@file": { loadBalancer: {} } },
})!;

describe("the routes of a running Traefik", () => {
  const source = { file: "stacks/edge/dynamic/a.yml", line: 3, key: "http.routers.b" };
  const table = liveTable("app-1", `app-1 ${api}`, raw, new Map([["http b@docker", source]]));

  it("are those that its API shows, without Traefik's own", () => {
    assert.deepEqual(
      table.routers.map(({ route }) => route.name),
      ["a@file", "b@docker"],
    );
    assert.deepEqual(table.routers[1]!.route.service, "s@docker");
    assert.deepEqual(table.middlewaresOf(table.routers[1]!), ["all@file"]);
  });

  it("are compared with each other, and what Traefik refuses is told", () => {
    assert.deepEqual(
      table.findings.map(({ kind, file, line, key, request }) => [kind, `${file}:${line}`, key, request]),
      [
        ["missing", `app-1 ${api}:0`, "off@docker", undefined],
        ["overlap", "stacks/edge/dynamic/a.yml:3", "http.routers.b", "GET https://a.example/b"],
      ],
    );
  });
});
