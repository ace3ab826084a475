import assert from "node:assert/strict";
import { version2 } from "../../../../../policies/routes/rule/version-2.ts";

describe("a rule of Traefik 2", () => {
  const rules: Record<string, string> = {
    "Host(`a.example`, `b.example`)": "(Host(`a.example`) || Host(`b.example`))",
    "HostRegexp(`{tenant:[a-z0-9-]+}.erp.example`)": "HostRegexp(`^[a-z0-9-]+\\.erp\\.example$`)",
    "HostRegexp(`{any}.example`) && Path(`/a`, `/b`)": "HostRegexp(`^[^.]+\\.example$`) && (Path(`/a`) || Path(`/b`))",
    "PathPrefix(`/shop/{id:[0-9]{2}|x}`)": "PathRegexp(`^/shop/([0-9]{2}|x)`)",
    "Headers(`X-A`, `b`) || HeadersRegexp(`X-A`, `b+`)": "Header(`X-A`, `b`) || HeaderRegexp(`X-A`, `b+`)",
    "Query(`a=b`, `c={d:[0-9]+}`)": "(Query(`a`, `b`) && QueryRegexp(`c`, `^[0-9]+$`))",
    'Method("GET", `PO"ST`)': '(Method(`GET`) || Method(`PO"ST`))',
  };
  for (const [text, version3] of Object.entries(rules)) {
    it(`is told with its form for version 3: ${text}`, () => {
      assert.equal(version2(text, "http")?.version3, version3);
      assert.equal(version2(version3, "http"), undefined);
    });
  }

  it("is not seen in one of version 3", () => {
    for (const text of [
      "HostRegexp(`^a{2,3}\\.example$`)",
      "Query(`a`, `b=c`)",
      "Header(`a`, `{b}`)",
      "Nope(`a`,`b`)",
    ]) {
      assert.equal(version2(text, "http"), undefined, text);
    }
    assert.equal(version2("HostSNI(`a`, `b`)", "tcp")?.version3, "(HostSNI(`a`) || HostSNI(`b`))");
  });
});
