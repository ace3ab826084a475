import assert from "node:assert/strict";
import { findMatches, findSecrets } from "../../../../policies/secrets/find.ts";

// Made when the test runs, so that no scanner takes this file for a leak.
const github = `ghp_${"aB3dE6".repeat(6)}`;
const password = ["hunter", "22!x"].join("");

describe("a finding", () => {
  it("says line, column, rule and how to put it right, and shows no password", () => {
    const [finding, ...others] = findSecrets("stacks/shop/docker-compose.yml", `a: 1\nDB_PASSWORD: ${password}\n`);
    assert.deepEqual(others, []);
    assert.deepEqual([finding!.line, finding!.column, finding!.rule], [2, 14, "assigned-password"]);
    assert.equal(finding!.masked, "[secret]");
    assert.match(finding!.message, /pulumi config set --secret --path 'secrets\.shop\.DB_PASSWORD'/);
  });

  it("shows of a token what everybody knows, and its length", () => {
    assert.equal(findSecrets("a.txt", `x ${github}`)[0]!.masked, "ghp_… (40 characters)");
  });

  it("is one where two rules see the same, and two where two secrets share a line", () => {
    const found = findSecrets(".env", `GITHUB_TOKEN=${github}`);
    assert.deepEqual(
      found.map(({ rule }) => rule),
      ["github"],
    );
    assert.equal(findSecrets("a.sh", `A_PASSWORD=${password} B_PASSWORD=${password} run`).length, 2);
  });

  it("is the value alone where a quote began before the name", () => {
    const text = `  - "DB_PASSWORD=${password}"\n`;
    const [{ start, end } = assert.fail()] = findMatches("docker-compose.yml", text);
    assert.equal(text.slice(start, end), password);
    assert.deepEqual(findMatches("docker-compose.yml", '  - "ROOT_PASSPHRASE=%(pw)s"\n'), []);
  });

  it("counts columns in text with CRLF and in UTF-16 as in any other", () => {
    const text = `a=1\r\nDB_PASSWORD=${password}\r\n`;
    const utf16 = Buffer.from(`\ufeff${text}`, "utf16le");
    for (const content of [text, Buffer.from(text), utf16, Buffer.from(utf16).swap16(), utf16.subarray(2)]) {
      const [{ line, column } = assert.fail()] = findSecrets(".env", content);
      assert.deepEqual([line, column], [2, 13]);
    }
    const [{ start, end } = assert.fail()] = findMatches(".env", text);
    assert.equal(text.slice(start, end), password);
  });

  it("is none in a binary file", () => {
    assert.deepEqual(findSecrets("a.bin", Buffer.from(`\0\u0001\0\0\u0002PASSWORD=${password}`)), []);
  });

  it("may be allowed by file, rule and value", () => {
    const seen: string[][] = [];
    const found = findSecrets(".env", `DB_PASSWORD=${password}`, (...question) => seen.push(question) > 0);
    assert.deepEqual([found, seen], [[], [[".env", "assigned-password", password]]]);
  });
});

describe("an endless line", () => {
  // A rule that looks again at what it has seen takes minutes for one of these, not a part of a second.
  const units: Record<string, string> = {
    base64: "QUJD",
    letters: "a",
    "names without a value": "password ",
    "one name in another": "password_token_",
    "open quotes": `password="`,
    "half addresses": "http://a:",
    commands: "curl -u mysql -p docker login ",
    "half keys": "-----BEGIN PRIVATE KEY-----\\n",
    "half rows": "INSERT INTO a (b) VALUES ('",
    "halves of Slack's": "xoxb-1",
    blanks: " ",
    "line ends": "\n",
    tables: "| a | b |\n|---|---|\n",
  };
  for (const [name, unit] of Object.entries(units)) {
    for (const file of ["a.yml", "a.ts"]) {
      it(`of ${name} is looked at once in ${file}`, () => {
        findSecrets(file, unit.repeat(300_000 / unit.length)); // Mocha's limit tells
      });
    }
  }
});
