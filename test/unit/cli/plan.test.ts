import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { removeRepositories, repository, WEB } from "../release/repository.ts";

describe("the command plan", () => {
  afterEach(removeRepositories);

  it("tells as JSON what an update does, and says of images that no registry answers for that their size is unknown", () => {
    const repo = repository()
      .release("main1.0.0", { "Pulumi.yaml": "name: seisei\n", ...WEB })
      .release("main1.0.1", { "stacks/web/conf/site.conf": "server { }\n" })
      .release("main1.0.2", {
        "stacks/web/docker-compose.yml": String(WEB["stacks/web/docker-compose.yml"]).replace("1.27", "1.28"),
        "audit/locks/docker_images.lock.json": String(WEB["audit/locks/docker_images.lock.json"]).replace(
          "1.27",
          "1.28",
        ),
      });
    const plan = (...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [resolve("cli/main.ts"), "plan", ...args], {
        ...{ cwd: repo.folder, encoding: "utf8" },
        env: { ...process.env, REGISTRY: "http://127.0.0.1:1" },
      });
      assert.equal(status, 0, stderr);
      return { stdout, stderr };
    };
    const { stdout, stderr } = plan("--json");
    const { from, to, stacks, pulls } = JSON.parse(stdout);
    assert.deepEqual([from, to], ["main1.0.1", "main1.0.2"]);
    assert.deepEqual(stacks[0].services[0].why, ["image"]);
    assert.deepEqual(
      pulls.map(({ bytes }: { bytes: number | null }) => bytes),
      [null],
    );
    assert.match(stderr, /could not ask http:\/\/127\.0\.0\.1:1/);
    assert.match(plan("--to", "main1.0.1").stdout, /restart web: mounted file conf\/site\.conf/);
  }).timeout(30_000);
});
