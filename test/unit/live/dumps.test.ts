import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dump, listDumps, restoreNotice } from "../../../live/dumps.ts";
import { UserError } from "../../../release/errors.ts";
import { localHost } from "../../support/local-host.ts";

const dump = (name: string, from: string, content: string): Dump => ({ name, from, content, bytes: 2_400_000 });
const dumps = [
  dump("20261101T080000Z-main1.0.0-before-main1.0.1", "main1.0.0", "aa"),
  dump("20261102T080000Z-main1.0.1-before-main1.0.3", "main1.0.1", "bb"),
  dump("20261103T093015Z-main1.0.0-before-main1.0.1", "main1.0.0", "aa"),
];

describe("the dumps of a stack", () => {
  it("are read with what left the data so, oldest first", async () => {
    const root = mkdtempSync(join(tmpdir(), "seisei-dumps-"));
    const folder = `${root}/.seisei/shop/dumps`;
    const names = ["20261101T080000Z-main1.0.0-before-main1.0.1", "20261102T080000Z-main1.0.1-before-main1.0.2"];
    for (const [index, name] of names.entries()) {
      mkdirSync(join(folder, name), { recursive: true });
      writeFileSync(join(folder, name, "about"), `from main1.0.${index}\ncontent c${index}\nto main1.0.${index + 1}\n`);
    }
    mkdirSync(join(folder, "left-over"));
    const found = await listDumps(localHost(), root, "shop");
    assert.deepEqual(
      found.map(({ name, from, content }) => [name, from, content]),
      [
        [names[0], "main1.0.0", "c0"],
        [names[1], "main1.0.1", "c1"],
      ],
    );
    assert.ok(found.every(({ bytes }) => bytes > 0));
    assert.deepEqual(await listDumps(localHost(), root, "blog"), []);
    rmSync(root, { recursive: true });
  });

  it("tell before a restore what is given up, by the newest that fits", () => {
    const notice = restoreNotice(dumps, { stack: "shop", from: "main1.0.0", content: "aa" });
    assert.match(
      notice,
      /^shop: restores the data as main1\.0\.0 left it, from the dump of 2026-11-03 09:30:15 UTC \(2 MB\)/,
    );
    assert.match(notice, /dumped first/);
  });

  it("serve a release that changed nothing about the stack by its content", () => {
    assert.match(restoreNotice(dumps, { stack: "shop", from: "main1.0.2", content: "bb" }), /2026-11-02 08:00:00/);
  });

  it("refuse what was never dumped, and name what there is", () => {
    assert.throws(
      () => restoreNotice(dumps, { stack: "shop", from: "main0.9.0", content: "zz" }),
      (error) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /seisei:restore\.from.*main0\.9\.0.*20261102T080000Z/s);
        return true;
      },
    );
    assert.throws(() => restoreNotice([], { stack: "shop", from: "main1.0.0", content: "aa" }), /there are: none/);
  });
});
