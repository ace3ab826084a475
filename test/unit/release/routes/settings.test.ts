import assert from "node:assert/strict";
import { readSettings } from "../../../../release/routes/settings.ts";
import { child, labelTree } from "../../../../release/routes/tree.ts";

const settings = (labels: Record<string, string | null>) => {
  const all = Object.entries(labels).map(([name, value]) => ({ name: `m.${name}`, value, at: () => "" }));
  return readSettings(child(labelTree(all), "m", Object.keys(labels)[0]!.split(".")[0]!));
};

describe("the settings of a service or a middleware", () => {
  it("are a text for each path, in small letters, lists joined", () => {
    const labels = { "errors.status[0]": "500-599", "errors.status[1]": "404", "errors.Query": "/{status}" };
    assert.deepEqual(settings(labels), { "errors.status": "500-599,404", "errors.query": "/{status}" });
  });

  it("are not known where they depend on the host's environment", () => {
    assert.deepEqual(settings({ "addprefix.prefix": null }), { "addprefix.prefix": null });
  });

  it("leave out what may hold a secret", () => {
    assert.deepEqual(settings({ "basicauth.users": "a:b", "basicauth.realm": "x" }), { "basicauth.realm": "x" });
    assert.deepEqual(settings({ "headers.customrequestheaders.Authorization": "Bearer x" }), {});
    assert.deepEqual(settings({ "plugin.own.apiKey": "x" }), {});
  });
});
