import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settingsFile } from "../../../components/settings-file.ts";

describe("the file of the configuration", () => {
  const folder = mkdtempSync(join(tmpdir(), "seisei-settings-"));
  const file = join(folder, "Pulumi.prod.yaml");
  before(() =>
    writeFileSync(
      file,
      "config:\n  seisei:release: main1.0.0\n  seisei:secrets:\n    web:\n      TOKEN:\n        secure: AAAA\n      PLAIN: in-the-open\n",
    ),
  );
  after(() => rmSync(folder, { recursive: true }));

  it("says on which line a key stands, and of a missing one the nearest around it", () => {
    const { at } = settingsFile(file);
    assert.equal(at(["secrets", "web", "TOKEN"]), `${file}:5`);
    assert.equal(at(["secrets", "web", "OTHER"]), `${file}:4`);
  });

  it("names the secrets that somebody set without --secret, and no others", () => {
    assert.deepEqual(settingsFile(file).plainSecrets, [["web", "PLAIN"]]);
  });

  it("is named without a line where it cannot be read", () => {
    assert.equal(settingsFile(`${file}.elsewhere`).at(["secrets", "web"]), `${file}.elsewhere`);
  });
});
