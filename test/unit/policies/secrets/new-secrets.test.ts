import assert from "node:assert/strict";
import { newSecrets } from "../../../../policies/secrets/new-secrets.ts";

// Joined here, so that this file holds no secret.
const password = ["hunter", "22!x"].join("");
const awsKey = ["AKIA", "Q3ZV5TLX7WPB2MJD"].join("");
const pem = (body: string) => ["-----BEGIN RSA PRIVATE", `KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`].join(" ");
const [first, second] = ["Tg5Kf0dXw3LrPzNqVeBcHs", "Wm1HsUc94GfEaToN6k3Jd8"].map(
  (end) => `MIIEpAIBAAKCAQEA7bq4Yv${end}Q==`,
);

describe("new secrets of a file", () => {
  const told = (file: string, now: string, before?: string) =>
    newSecrets(file, Buffer.from(now), before === undefined ? undefined : Buffer.from(before));

  it("are those that a finder of secrets sees, with their lines", () => {
    assert.deepEqual(told("app.yml", `a: 1\nDB_PASSWORD: ${password}\nkey: ${awsKey}\n`), [
      { line: 2, rule: "assigned-password" },
      { line: 3, rule: "aws-access-key-id" },
    ]);
    assert.deepEqual(told("app.yml", "DB_PASSWORD: ${DB_PASSWORD}\n"), []);
  });

  it("are not those on lines that git has, wherever they moved", () => {
    assert.deepEqual(told("app.yml", `more: 1\nDB_PASSWORD: ${password}\n`, `DB_PASSWORD: ${password}\na: 1\n`), []);
    assert.equal(told("app.yml", `DB_PASSWORD: ${password}2\n`, `DB_PASSWORD: ${password}\n`).length, 1);
  });

  it("are keys of several lines as a whole: another one between the same edges is new", () => {
    assert.deepEqual(told("key.txt", pem(first!), pem(first!)), []);
    assert.equal(told("key.txt", pem(second!), pem(first!)).length, 1);
  });

  it("are none in a binary file", () => {
    assert.deepEqual(newSecrets("a.bin", Buffer.from(`\0\0\u0001password=${password}\n`)), []);
  });
});
