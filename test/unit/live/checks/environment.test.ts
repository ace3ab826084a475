import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmodSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environment } from "../../../../live/checks/environment.ts";
import { localHost } from "../../../support/local-host.ts";

const environmentHash = createHash("sha256").update("A='1'\n").digest("hex");

describe(".env", () => {
  it("is as deployed only with its content and only where nobody else reads it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "seisei-env-"));
    const place = { host: localHost(), stack: "shop", folder, state: "/", documented: [], environmentHash };
    const expected = { images: {}, containers: {}, files: {}, environment: "as deployed" as const };
    const observed = async () => (await environment.observe(place, expected)).environment;
    const write = (text: string, mode: number) => {
      writeFileSync(join(folder, ".env"), text);
      chmodSync(join(folder, ".env"), mode);
    };
    assert.equal(await observed(), "missing");
    write("A='1'\n", 0o600);
    assert.equal(await observed(), "as deployed");
    write("A='1'\n", 0o644);
    assert.equal(await observed(), "mode 644");
    write("A='2'\n", 0o644);
    assert.equal(await observed(), "changed on the host");
    write("A='1'\n", 0o600);
    renameSync(join(folder, ".env"), join(folder, "other"));
    symlinkSync("other", join(folder, ".env"));
    assert.equal(await observed(), "a symbolic link");
    rmSync(folder, { recursive: true });
  });
});
