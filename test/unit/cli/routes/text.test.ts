import assert from "node:assert/strict";
import { tablesOf } from "../../../../cli/routes/table.ts";
import { findingsText, tableText } from "../../../../cli/routes/text.ts";
import { exitCode } from "../../../../cli/validate-routes.ts";
import type { RouteFinding } from "../../../../policies/routes/finding.ts";
import { dynamicFile, edgeStacks } from "../../../support/edge-stacks.ts";

const tcp =
  "tcp:\n  routers: {db: {rule: HostSNI(`*`), entryPoints: [postgres], service: db, tls: {}}}\n  services: {db: {loadBalancer: {servers: [{address: '127.0.0.1:1'}]}}}\n";
const dynamic = {
  "a.yml":
    dynamicFile({
      late: ["Host(`a.example`) ||\nHost(`b.example`)", "priority: 5"],
      early: ["Host(`a.example`)", "priority: 50"],
      broken: ["Host(", "priority: 10"],
    }) + tcp,
};
const { tables, findings } = tablesOf(edgeStacks({ dynamic }));

describe("the table of routes", () => {
  it("is sorted as Traefik tries them, and aligned", () => {
    assert.deepEqual(tableText(tables[0]!, findings, false).split("\n"), [
      "priority  router       on                  service  middlewares  rule",
      "      -1  db@file      postgres (TLS) tcp  db@file               HostSNI(`*`)",
      "      50  early@file   websecure (TLS)     s@file                Host(`a.example`)",
      "      10  broken@file  websecure           s@file                Host(",
      "       5  late@file    websecure (TLS)     s@file                Host(`a.example`) || Host(`b.example`)",
    ]);
  });

  it("has colours on a terminal for what is wrong", () => {
    const [, , , broken] = tableText(tables[0]!, findings, true).split("\n");
    assert.ok(broken!.startsWith("\x1b[31m      10 ") && broken!.endsWith("Host(\x1b[0m"), JSON.stringify(broken));
  });
});

describe("the findings", () => {
  const finding = (kind: RouteFinding["kind"], severity: RouteFinding["severity"]): RouteFinding => ({
    ...{ kind, severity, file: "f.yml", line: 3, key: "k", message: "m" },
  });

  it("are one line each, the errors first", () => {
    const all = [finding("overlap", "warning"), { ...finding("rule", "error"), line: 0, key: "" }];
    assert.equal(findingsText(all, false), "error f.yml: m\nwarning f.yml:3: k: m");
  });

  it("decide the exit code", () => {
    assert.equal(exitCode([]), 0);
    assert.equal(exitCode([finding("overlap", "warning")]), 0);
    assert.equal(exitCode([finding("overlap", "error")]), 1);
    assert.equal(exitCode([finding("unreadable", "error"), finding("overlap", "error")]), 2);
  });
});
