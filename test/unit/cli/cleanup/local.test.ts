import assert from "node:assert/strict";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { localPlan } from "../../../../cli/cleanup/local.ts";
import { removeRepositories, repository } from "../../release/repository.ts";

const now = new Date("2026-06-01T00:00:00Z");

describe("what can go in the project's folder", () => {
  after(removeRepositories);

  it("is an export older than 90 days that is not in git", async () => {
    const own = repository().write({
      "audit/runtime/2026-01-01T00-00-00Z/app-1/docker_state.json": "{}",
      "audit/runtime/2026-01-02T00-00-00Z/app-1/docker_state.json": "{}",
      "audit/runtime/2026-05-01T00-00-00Z/app-1/docker_state.json": "{}",
      "audit/runtime/notes/why.txt": "",
    });
    own.git("add", "--force", "audit/runtime/2026-01-02T00-00-00Z");
    assert.deepEqual(await localPlan(own.folder, now), [
      {
        kind: "export",
        subject: "audit/runtime/2026-01-01T00-00-00Z",
        bytes: 2,
        remove: ["audit/runtime/2026-01-01T00-00-00Z"],
      },
    ]);
  });

  it("is an old package beyond the two newest releases", async () => {
    const tags = ["main1.0.9", "main1.0.10", "main1.0.2", "main1.0.1"];
    const own = repository().write(Object.fromEntries(tags.map((tag) => [`dist/releases/${tag}/x.tar.gz`, "x"])));
    for (const tag of tags.filter((tag) => tag !== "main1.0.1"))
      utimesSync(join(own.folder, "dist/releases", tag), 0, 0);
    const young = join(own.folder, "dist/releases/main1.0.1");
    utimesSync(young, now, now);
    assert.deepEqual(
      (await localPlan(own.folder, now)).map(({ subject }) => subject),
      ["dist/releases/main1.0.2"],
    );
  });

  it("is nothing where there is nothing", async () => assert.deepEqual(await localPlan(repository().folder, now), []));
});
