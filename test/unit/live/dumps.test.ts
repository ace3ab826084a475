import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dump, dumpsOf, listDumps, restoreNotice } from "../../../live/dumps.ts";
import { UserError } from "../../../release/errors.ts";
import { localHost } from "../../support/local-host.ts";

const dump = (name: string, from: string, content: string): Dump => ({
  ...{ name, from, content, to: "main1.0.9", bytes: 2_400_000, sha256: "ab".repeat(32) },
  takenAt: name.startsWith("20261103") ? "2026-11-03T09:30:15Z" : "2026-11-02T08:00:00Z",
  services: [{ service: "db", databases: [{ number: "5", name: "shop" }] }],
});
const dumps = [
  dump("20261101T080000Z-main1.0.0-before-main1.0.1", "main1.0.0", "aa"),
  dump("20261102T080000Z-main1.0.1-before-main1.0.3", "main1.0.1", "bb"),
  dump("20261103T093015Z-main1.0.0-before-main1.0.1", "main1.0.0", "aa"),
];

describe("the dumps of a stack", () => {
  const made: string[] = [];
  /** A host's folder with one dump of `shop` for each list of files. */
  function hostWith(...dumps: Record<string, string>[]): string {
    const root = mkdtempSync(join(tmpdir(), "seisei-dumps-"));
    made.push(root);
    for (const [index, files] of dumps.entries()) {
      const folder = `${root}/.seisei/shop/dumps/2026110${index + 1}T080000Z-main1.0.${index}-before-main1.0.${index + 1}`;
      const about = `from main1.0.${index}\ncontent c${index}\nto main1.0.${index + 1}\n`;
      for (const [path, text] of Object.entries({ about, ...files })) {
        mkdirSync(join(folder, path, ".."), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    }
    return root;
  }
  after(() => {
    for (const root of made) rmSync(root, { recursive: true });
  });

  it("are read with what left the data so and what they hold, oldest first", async () => {
    const root = hostWith(
      { SHA256SUMS: "00  ./db/5.dump\n", "db/databases": `5\todd "näme\n16384\tbooks\n`, "db/5.dump": "…" },
      { SHA256SUMS: "11  ./files/stream.gz\n", "files/stream.gz": "…", "files/restore": "tar -x" },
    );
    mkdirSync(join(root, ".seisei/shop/dumps/left-over"));
    const { shop, blog } = await dumpsOf(localHost(), root, ["shop", "blog"]);
    assert.deepEqual(
      shop!.map(({ bytes, ...rest }) => ({ ...rest, some: bytes > 0 })),
      [
        {
          name: "20261101T080000Z-main1.0.0-before-main1.0.1",
          takenAt: "2026-11-01T08:00:00Z",
          ...{ from: "main1.0.0", content: "c0", to: "main1.0.1", some: true },
          sha256: createHash("sha256").update("00  ./db/5.dump\n").digest("hex"),
          services: [
            {
              service: "db",
              databases: [
                { number: "5", name: 'odd "näme' },
                { number: "16384", name: "books" },
              ],
            },
          ],
        },
        {
          name: "20261102T080000Z-main1.0.1-before-main1.0.2",
          takenAt: "2026-11-02T08:00:00Z",
          ...{ from: "main1.0.1", content: "c1", to: "main1.0.2", some: true },
          sha256: createHash("sha256").update("11  ./files/stream.gz\n").digest("hex"),
          services: [{ service: "files" }],
        },
      ],
    );
    assert.deepEqual(blog, []);
    assert.deepEqual(await listDumps(localHost(), root, "blog"), []);
  });

  it("whose answer is cut off are an error, not fewer dumps", async () => {
    const host = localHost({
      read: async () => "dump\tshop\t20261101T080000Z-main1.0.0-before-main1.0.1\nfrom\tmain1.0.0\n",
    });
    await assert.rejects(dumpsOf(host, "/nowhere", ["shop"]), UserError);
  });

  it("tell before a restore what is given up, by the newest that fits", () => {
    const notice = restoreNotice(dumps, { stack: "shop", from: "main1.0.0", content: "aa" });
    assert.match(
      notice,
      /^shop: restores the data as main1\.0\.0 left it, from the dump of 2026-11-03 09:30:15 UTC \(2 MB\)/,
    );
    assert.match(notice, /dumped first, and the present databases stay as NAME_before_TIME\. While/);
    const own = dumps.map((one) => ({ ...one, services: [{ service: "files" }] }));
    assert.match(
      restoreNotice(own, { stack: "shop", from: "main1.0.0", content: "aa" }),
      /dumped first, and what files keeps is overwritten, and put back if the restore fails\. While/,
    );
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
