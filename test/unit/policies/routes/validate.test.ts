import assert from "node:assert/strict";
import { type RouteFinding, validateRoutes } from "../../../../policies/routes/validate.ts";
import { dynamicFile, type EdgeSetting, edgeStacks, labelled } from "../../../support/edge-stacks.ts";

const validate = (setting: EdgeSetting) => validateRoutes(edgeStacks(setting));
const short = (findings: readonly RouteFinding[]) => findings.map(({ kind, key }) => [kind, key.split(".").at(-1)]);

describe("the validation of routes", () => {
  it("finds nothing in routes that are right", () => {
    const shop = labelled({ "traefik.http.routers.shop.rule": "Host(`shop.example`)" });
    const dynamic = { "a.yml": dynamicFile({ tenants: ["Host(`a.example`)", "priority: 50"] }) };
    assert.deepEqual(validate({ dynamic, stacks: { shop } }), []);
  });

  it("tells a rule that does not parse, with its place in the file and a caret", () => {
    const dynamic = { "a.yml": dynamicFile({ broken: ["Host(`a.example`) &&"] }) };
    assert.deepEqual(validate({ dynamic }), [
      {
        kind: "rule",
        severity: "error",
        file: "stacks/edge/dynamic/a.yml",
        line: 3,
        key: "http.routers.broken",
        message:
          "rule: expected a condition such as Host(`…`), got the end of the rule; correct it, Traefik drops the router\n    Host(`a.example`) &&\n                        ^",
      },
    ]);
  });

  it("tells version 2's syntax, with version 3's", () => {
    const dynamic = { "a.yml": dynamicFile({ old: ["HostRegexp(`{name:[a-z]+}.example`)"] }) };
    const [finding] = validate({ dynamic });
    assert.equal(finding?.kind, "version 2 syntax");
    assert.match(finding.message, /write HostRegexp\(`\^\[a-z\]\+\\\.example\$`\)\n {4}HostRegexp/);
  });

  it("tells what a router names and nothing makes, with a name of another provider", () => {
    const shop = labelled({
      "traefik.http.routers.shop.rule": "Host(`shop.example`)",
      "traefik.http.routers.shop.service": "s",
      "traefik.http.routers.shop.middlewares": "limit",
      "traefik.http.routers.shop.entrypoints": "wbsecure",
    });
    const file = dynamicFile({ a: ["Host(`a.example`)"] });
    const dynamic = { "a.yml": `${file}  middlewares:\n    limit: {compress: {}}\n` };
    const messages = validate({ dynamic, stacks: { shop } }).map(({ message }) => message);
    assert.deepEqual(messages, [
      "expected a service that exists, got s@docker; correct the name, there is s@file",
      "expected a middleware that exists, got limit@docker; correct the name, there is limit@file",
      "expected an entry point that exists, got wbsecure; Traefik has web, websecure, postgres, dns",
    ]);
  });

  it("takes Traefik's own services for there", () => {
    const dynamic = { "a.yml": dynamicFile({ a: ["Path(`/a`)"] }).replace("service: s", "service: noop@internal") };
    assert.deepEqual(validate({ dynamic }), []);
  });

  it("says of a rule with a secret that it was not checked", () => {
    const shop = labelled({ "traefik.http.routers.shop.rule": "Host(`${SECRET}`)" });
    const [finding, ...more] = validate({ stacks: { shop } });
    assert.deepEqual([finding?.kind, finding?.severity, more], ["unknown value", "warning", []]);
  });

  it("says of a file that cannot be read where it is, and throws nothing", () => {
    assert.deepEqual(short(validate({ dynamic: { "a.toml": "" } })), [["unreadable", ""]]);
    const [finding] = validate({ dynamic: { "a.yml": "x: {}\ny: [" } });
    assert.deepEqual([finding?.file, finding?.line], ["stacks/edge/dynamic/a.yml", 2]);
  });
});
