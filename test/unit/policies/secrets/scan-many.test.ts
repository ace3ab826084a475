import assert from "node:assert/strict";
import type { Allow } from "../../../../policies/secrets/allow.ts";
import { scanRevision } from "../../../../policies/secrets/scan.ts";
import { ScanMany } from "../../../../policies/secrets/scan-many.ts";
import { removeRepositories, repository } from "../../release/repository.ts";

const secret = (number: number) => ["hunter", `${number}2!x`].join("");
const filler = "an ordinary line of an ordinary file\n".repeat(400);

/** What is found in forty files, each with one secret. */
async function scanned(worthThreads: number, allow?: Allow) {
  const many = new ScanMany(allow, worthThreads);
  for (let number = 10; number < 50; number++)
    await many.add(`f${number}.env`, Buffer.from(`${filler}DB_PASSWORD=${secret(number)}\n`));
  return many.end();
}

describe("a scan of many files", () => {
  afterEach(removeRepositories);

  it("finds in threads what it finds without, in the order of the files", async () => {
    const findings = await scanned(0);
    assert.deepEqual(findings, await scanned(Number.POSITIVE_INFINITY));
    assert.equal(findings.length, 40);
    const places = findings.map(({ file, line }) => `${file}:${line}`);
    assert.deepEqual([places[0], places[39]], ["f10.env:401", "f49.env:401"]);
  }).timeout(30_000); // threads start late on a busy machine

  it("asks what may stay of what threads see too", async () => {
    const findings = await scanned(0, (file) => file !== "f17.env");
    assert.deepEqual(
      findings.map(({ file }) => file),
      ["f17.env"],
    );
  }).timeout(30_000);

  it("reads a large file in pieces, and sees what stands across two of them", async () => {
    const start = "x".repeat(79) + "\n";
    const piece = 4 << 20;
    const before = start.repeat(piece / 80 - 1);
    const text = `${before}${"y".repeat(piece - before.length - 14)}\nDB_PASSWORD=${secret(1)}\n${start.repeat(100)}`;
    const source = repository().release("main1.0", { "large.env": text });
    const { findings, files } = await scanRevision(source.folder, "main1.0");
    const line = text.slice(0, text.indexOf("DB_PASSWORD")).split("\n").length;
    assert.deepEqual(
      findings.map((finding) => [finding.line, finding.column]),
      [[line, 13]],
    );
    assert.equal(files, 1);
  });

  it("leaves out what is binary, small and large", async () => {
    const binary = `\0${"DB_PASSWORD="}${secret(1)}\n`;
    const source = repository().release("main1.0", { small: binary, large: `${binary}${"\0".repeat(5 << 20)}` });
    const { findings, files, binary: count } = await scanRevision(source.folder, "main1.0");
    assert.deepEqual([findings, files, count], [[], 0, 2]);
  });
});
