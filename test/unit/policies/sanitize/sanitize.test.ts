import assert from "node:assert/strict";
import { sanitize } from "../../../../policies/sanitize/sanitize.ts";

// Joined here, so that this file holds no secret.
const password = ["hunter", "22!x"].join("");
const token = ["ghp_", "k3Jd82nQpLx7VbRt5YwZm1HsUc94GfEaToN6"].join("");
const body = ["MIIEpAIBAAKCAQEA7bq4Yv", "Tg5Kf0dXw3LrPzNqVeBcHs"].join("");
const armour = (edge: string) => `-----${edge} ${["RSA PRIVATE", "KEY"].join(" ")}-----`;
const pem = (newline: string) => [armour("BEGIN"), body, `${body.slice(0, 9)}Q==`, armour("END")].join(newline);

const clean = (file: string, text: string | Buffer) => {
  const result = sanitize(file, Buffer.from(text as string));
  return { ...result, text: (result?.content ?? Buffer.from(text as string)).toString() };
};

/** What becomes of a file; the second run must change nothing. */
function becomes(file: string, before: string, after: string): void {
  const { problem, text } = clean(file, before);
  assert.equal(problem, undefined, file);
  assert.equal(text, after);
  assert.equal(sanitize(file, Buffer.from(after))?.content, undefined, "a second run changes it");
}

describe("sanitize", () => {
  it("replaces the value alone, in every format, and keeps quotes, comments and spaces", () => {
    becomes(
      ".env",
      `# of the shop\n\nDB_PASSWORD = "${password}"   # weekly\nA=b\n`,
      '# of the shop\n\nDB_PASSWORD = "REDACTED"   # weekly\nA=b\n',
    );
    becomes(
      "a.yml",
      `x: 1\nenv:\n  - DB_PASSWORD=${password}\n  - A=b # c\n`,
      "x: 1\nenv:\n  - DB_PASSWORD=REDACTED\n  - A=b # c\n",
    );
    becomes("a.yml", `{ db_password: '${password}',   n: 1 }\n`, "{ db_password: 'REDACTED',   n: 1 }\n");
    becomes(
      "a.json",
      `{"a": {"db_password":\t"${password}"}, "n": 1.50}`,
      '{"a": {"db_password":\t"REDACTED"}, "n": 1.50}',
    );
    becomes(
      "odoo.conf",
      `[options]\nadmin_passwd = ${password}\n; end\nn = 1\n`,
      "[options]\nadmin_passwd = REDACTED\n; end\nn = 1\n",
    );
    becomes(
      "run.sh",
      `curl -u admin:${password} https://a.example.com\n`,
      "curl -u admin:REDACTED https://a.example.com\n",
    );
    becomes("a.log", `GET postgres://odoo:${password}@db/x 200\n`, "GET postgres://odoo:REDACTED@db/x 200\n");
  });

  it("leaves a file without secrets as it is", () => {
    const { findings, content } = clean(
      "a.yml",
      "image: web@sha256:" + "ab".repeat(32) + "\npassword: ${DB_PASSWORD}\n",
    );
    assert.deepEqual([findings, content], [[], undefined]);
  });

  it("tells each secret by its place and rule, never by its value", () => {
    const { findings } = clean("a.env", `A=1\nDB_PASSWORD=${password}\n`);
    assert.deepEqual(findings, [{ file: "a.env", line: 2, column: 13, rule: "assigned-password", masked: "[secret]" }]);
  });

  it("replaces a secret twice on a line, and again where no name tells", () => {
    becomes("a.txt", `api_key=${token}, api_key=${token}\n`, "api_key=REDACTED, api_key=REDACTED\n");
    const random = ["q7Zx91mPwT", "4vKb83LsYd"].join("");
    becomes("a.log", `API_TOKEN=${random}\nsaid ${random} to web\n`, "API_TOKEN=REDACTED\nsaid REDACTED to web\n");
    becomes(
      "a.log",
      `DB_PASSWORD=${password}\nred ${password}, and red\n`,
      "DB_PASSWORD=REDACTED\nred REDACTED, and red\n",
    );
    becomes("a.log", "DB_PASSWORD=" + "orange2024\nDB=orange2024\n", "DB_PASSWORD=REDACTED\nDB=orange2024\n");
  });

  it("leaves nothing of a value in which a rule sees only a part", () => {
    becomes("a.env", `DB_PASSWORD=pre-${token}/${password}\n`, "DB_PASSWORD=REDACTED\n");
  });

  it("leaves the quotes around a name and its value", () => {
    becomes("a.yml", `labels:\n  - "X-Api-Key=${token}"\n`, 'labels:\n  - "X-Api-Key=REDACTED"\n');
  });

  it("leaves the brackets around a mapping of YAML, and takes one that is the value's own", () => {
    const value = ["q7Zx91mPwT", "4vKb83LsYd"].join("");
    becomes("a.yml", `- {name: API_TOKEN, value: ${value}}\n`, "- {name: API_TOKEN, value: REDACTED}\n");
    becomes("a.yml", `- name: API_TOKEN\n  value: ${value}}\n`, "- name: API_TOKEN\n  value: REDACTED\n");
  });

  it("keeps line ends, byte order marks and UTF-16", () => {
    becomes("a.env", `\ufeffDB_PASSWORD=${password}\r\nA=b\r\n`, "\ufeffDB_PASSWORD=REDACTED\r\nA=b\r\n");
    const [before, after] = [
      `\ufeffDB_PASSWORD=${password}\r\nA=\ud83d\ude00\r\n`,
      "\ufeffDB_PASSWORD=REDACTED\r\nA=\ud83d\ude00\r\n",
    ];
    for (const swap of [false, true]) {
      const bytes = (text: string) => (swap ? Buffer.from(text, "utf16le").swap16() : Buffer.from(text, "utf16le"));
      assert.deepEqual(sanitize("a.env", bytes(before))?.content, bytes(after));
    }
  });

  it("keeps bytes that are no UTF-8", () => {
    const around = (value: string) =>
      Buffer.concat([Buffer.from([0x41, 0x3d, 0xff, 0xe9, 10]), Buffer.from(`DB_PASSWORD=${value}\n`)]);
    assert.deepEqual(sanitize("a.env", around(password))?.content, around("REDACTED"));
  });

  it("takes a private key whole: over lines, in a block of YAML, escaped, and without its end", () => {
    becomes("key.pem", `${pem("\n")}\n`, "REDACTED\n");
    becomes("a.yml", `key: |\n  ${pem("\n  ")}\nother: 1\n`, "key: |\n  REDACTED\nother: 1\n");
    becomes("a.json", `{"key": "${pem("\\n")}\\n", "n": 1}`, '{"key": "REDACTED\\n", "n": 1}');
    becomes(".env", `KEY="${pem("\n")}"\nA=b\n`, 'KEY="REDACTED"\nA=b\n');
    becomes(
      "a.log",
      `${armour("BEGIN")}\n${body}\n${body}\nAbC=\nfailed: truncated\n`,
      "REDACTED\nfailed: truncated\n",
    );
  });

  it("takes a scalar of several lines whole, and nothing below it", () => {
    becomes(
      "a.yml",
      `db_password: |\n  ${password}\n\n  more\nother:\n  a: 1\n`,
      "db_password: |\n  REDACTED\nother:\n  a: 1\n",
    );
    becomes("a.yml", `- db_password: ${password}\n    more\n  b: 1\n`, "- db_password: REDACTED\n  b: 1\n");
    becomes("a.yml", `# db_password: ${password}\na:\n  b: 1\n`, "# db_password: REDACTED\na:\n  b: 1\n");
    becomes(
      "a.yml",
      `config: |\n  db_password = ${password}\n  n = 1\n`,
      "config: |\n  db_password = REDACTED\n  n = 1\n",
    );
  });

  it("holds each line of JSON in a log to its keys", () => {
    becomes("a.log", `{"password":"${password}"}\n-\n{"a":1}\n`, '{"password":"REDACTED"}\n-\n{"a":1}\n');
    assert.match(clean("a.log", `x\n{"${token}":1}\n`).problem!, /other keys \(first at 2:3\)/);
  });

  it("refuses a file that would have other keys", () => {
    const { problem, content } = clean("a.json", `{"${token}": 1}`);
    assert.match(problem!, /^without its secrets it would have other keys \(first at 1:3\); edit it by hand$/);
    assert.equal(content, undefined);
  });

  it("lets stay what may, and takes no binary file", () => {
    const allow = (_: string, rule: string, value: string) => rule === "assigned-password" && value === password;
    assert.deepEqual(sanitize("a.env", Buffer.from(`DB_PASSWORD=${password}\n`), allow)?.findings, []);
    assert.equal(sanitize("a.bin", Buffer.from([1, 0, 0, 0, 7, 9, 0])), undefined);
  });
});
