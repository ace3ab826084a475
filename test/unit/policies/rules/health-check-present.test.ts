import assert from "node:assert/strict";
import { healthCheckPresent as rule } from "../../../../policies/rules/health-check-present.ts";
import { judge } from "../../../support/desired.ts";
import { stacksOf } from "../../../support/stacks.ts";

describe(rule.name, () => {
  it("finds none, one that is switched off and one that is NONE", () => {
    for (const lines of [[], ["healthcheck: {disable: true}"], ["healthcheck: {test: [NONE]}"]]) {
      const [problem] = judge(rule, lines);
      assert.match(problem!, /^stacks\/shop\/docker-compose\.yml:\d: services\.web\.healthcheck: .*got none; add/);
    }
  });

  it("lets be a service with a test, one that runs to its end, and one whose stack is asked", () => {
    assert.deepEqual(judge(rule, ["healthcheck: {test: [CMD, true]}"]), []);
    assert.deepEqual(judge(rule, [], "health: [http://127.0.0.1:3000/]\n"), []);
    const once = "services:\n  web: {image: 'nginx:1.27', restart: 'no'}\n";
    const files = { "shop/docker-compose.yml": once, "shop/stack.yaml": "host: app-1\n" };
    assert.deepEqual(rule.stacks(stacksOf(files)), []);
  });

  it("does not take an address for the health of two services", () => {
    const service = "{image: 'nginx:1.27', restart: always}";
    const files = {
      "shop/docker-compose.yml": `services:\n  web: ${service}\n  queue: ${service}\n`,
      "shop/stack.yaml": "host: app-1\nhealth: [http://127.0.0.1:3000/]\n",
    };
    assert.equal(rule.stacks(stacksOf(files)).length, 2);
  });
});
