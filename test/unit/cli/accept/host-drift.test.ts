import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchScript } from "../../../../cli/accept/host-drift.ts";

describe("a file that is fetched from a host", () => {
  let folder: string;
  const fetch = (text: string, environment?: string) => {
    writeFileSync(join(folder, "it's a file"), text);
    if (environment !== undefined) writeFileSync(join(folder, ".env"), environment);
    const { stdout, status, stderr } = spawnSync("sh", ["-c", fetchScript(folder, "it's a file")], {
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    const [verdict, content = ""] = stdout.split("\n");
    return { verdict, content: Buffer.from(content, "base64").toString() };
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "seisei-fetch-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("comes byte for byte", () => {
    assert.deepEqual(fetch("a\n\u00e9\0b\n\n"), { verdict: "plain", content: "a\n\u00e9\0b\n\n" });
  });

  for (const value of ["PASSWORD=hunter22", "PASSWORD='hunter22'", 'A=b\nPASSWORD="hunter22"']) {
    it(`stays on the host when it holds a value of .env: ${value.replace("\n", " ")}`, () => {
      assert.deepEqual(fetch("password is hunter22, really\n", `${value}\n`), { verdict: "secret", content: "" });
    });
  }

  it("stays when it holds a value that .env escapes, or one line of it", () => {
    const environment = 'A="it\'s \\$5 \\"a\\" \\\\\\nthe second line"\n';
    assert.equal(fetch(`password: it's $5 "a" \\\n`, environment).verdict, "secret");
    assert.equal(fetch("is the second line of it\n", environment).verdict, "secret");
    assert.equal(fetch("it's $6\n", environment).verdict, "plain");
  });

  it("comes when it holds other values, and short ones, which are everywhere", () => {
    assert.equal(fetch("port 80, yes\n", "PASSWORD='hunter22'\nPORT=80\nEMPTY=\n").verdict, "plain");
  });
});
