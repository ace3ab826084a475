import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { composeFiles } from "../../../../live/checks/compose-files.ts";
import { localHost } from "../../../support/local-host.ts";

describe("Compose files beside the release's", () => {
  it("are those that Compose reads by itself, and no others", async () => {
    const folder = mkdtempSync(join(tmpdir(), "seisei-compose-"));
    const observe = (at: string, files = {}) =>
      composeFiles.observe(
        { host: localHost(), stack: "shop", folder: at, state: "/", documented: [] },
        { images: {}, containers: {}, files },
      );
    writeFileSync(join(folder, "docker-compose.yml"), "");
    writeFileSync(join(folder, "docker-compose.yml.bak"), "");
    assert.deepEqual(await observe(folder), { composeFiles: {} });
    writeFileSync(join(folder, "docker-compose.override.yml"), "");
    assert.deepEqual(await observe(folder), { composeFiles: { "docker-compose.override.yml": "present" } });
    assert.deepEqual(await observe(folder, { "docker-compose.override.yml": "a" }), { composeFiles: {} });
    rmSync(folder, { recursive: true });
    assert.deepEqual(await observe(folder), { composeFiles: {} });
  });
});
