import assert from "node:assert/strict";
import { noDockerSocket as rule } from "../../../../policies/rules/no-docker-socket.ts";
import { judge, onRecord } from "../../../support/desired.ts";

const mounts = [
  "- /var/run/docker.sock:/var/run/docker.sock",
  "- /var/run/docker.sock:/var/run/docker.sock:ro",
  "- /run/user/1000/podman/podman.sock:/s",
  "- /var/run/:/host/run",
  "- /:/host:ro",
  "- {type: bind, source: /run/docker.sock, target: /s}",
];

describe(rule.name, () => {
  for (const mount of mounts) {
    it(`finds it in ${mount.slice(2)}`, () => {
      const problems = judge(rule, ["volumes:", `  ${mount}`]);
      assert.equal(problems.length, 1);
      assert.match(problems[0]!, /docker-compose\.yml:6: services\.web\.volumes\.0: /);
      assert.deepEqual(judge(rule, ["volumes:", `  ${mount}`], onRecord(rule.name)), []);
    });
  }

  it("lets volumes and other folders be", () => {
    assert.deepEqual(judge(rule, ["volumes: [data:/var/lib, /var/log/app:/log, /run/app.sock:/s]"]), []);
  });
});
