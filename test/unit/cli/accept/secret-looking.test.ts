import assert from "node:assert/strict";
import { secretLooking } from "../../../../cli/accept/secret-looking.ts";

const secrets: Record<string, string> = {
  "a private key": "-----BEGIN OPENSSH PRIVATE KEY-----",
  "an AWS access key": "key: AKIAIOSFODNN7EXAMPLE", // the example of AWS's documentation
  "a GitHub token": `x: ghp_${"a".repeat(36)}`,
  "a password in an address": "DATABASE_URL: postgres://shop:hunter22@db/shop",
  "a password hash": "users: ops:$2y$05$abcdefghijklmnopqrstuv",
  "a secret's value": "POSTGRES_PASSWORD: hunter22",
};
const plain = [
  "POSTGRES_PASSWORD: ${POSTGRES_PASSWORD}",
  "POSTGRES_PASSWORD_FILE: /run/secrets/password",
  'API_TOKEN=""',
  "DATABASE_URL: postgres://shop:${PASSWORD}@db/shop",
  "image: ghcr.io/seisei/web:sha-1a1a1a1@sha256:abc",
  "# the token comes from .env",
  "token = fields.Char(required=True)",
];

describe("what looks like a secret", () => {
  for (const [what, line] of Object.entries(secrets)) {
    it(`is ${what}, told without the text`, () => {
      assert.deepEqual(secretLooking(`first\n${line}\n`), [`line 2 looks like ${what}`]);
    });
    it(`is not ${what} that git has already`, () => assert.deepEqual(secretLooking(line, `a\n${line}\n`), []));
  }

  for (const line of plain) it(`is not ${line}`, () => assert.deepEqual(secretLooking(line), []));

  it("is not in any file of the stacks here", async () => {
    const { readWorkTree } = await import("../../../../cli/lock/work-tree.ts");
    const stacks = await readWorkTree(process.cwd());
    const files = [...stacks].flatMap(([name, { files }]) =>
      [...files].map(([path, file]) => [`${name}/${path}`, file] as const),
    );
    const found = files.flatMap(([path, { content }]) =>
      secretLooking(content.toString()).map((line) => `${path}: ${line}`),
    );
    assert.deepEqual(found, []);
  });
});
