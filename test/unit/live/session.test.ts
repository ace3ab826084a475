import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quote, Session } from "../../../live/session.ts";

/** A session whose `ssh` is this script. */
function sessionWith(folder: string, script: string): Session {
  writeFileSync(join(folder, "ssh"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const path = process.env.PATH;
  process.env.PATH = `${folder}:${path}`;
  try {
    return new Session("config", "app-1");
  } finally {
    process.env.PATH = path;
  }
}

describe("Session", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "seisei-session-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("answers several scripts in order, each with its own streams and code", async () => {
    const session = sessionWith(folder, "exec sh");
    const answers = await Promise.all([
      session.run("echo one"),
      session.run("echo two >&2; exit 3"),
      session.run("printf three; cat"), // no input to wait for, and no line end
    ]);
    session.close();
    assert.deepEqual(answers, [
      { stdout: "one\n", stderr: "", code: 0 },
      { stdout: "", stderr: "two\n", code: 3 },
      { stdout: "three", stderr: "", code: 0 },
    ]);
  });

  it("does not take what a login shell prints for an answer", async () => {
    const session = sessionWith(folder, "echo Welcome; echo Banner >&2; exec sh");
    const answer = await session.run("echo one");
    session.close();
    assert.deepEqual(answer, { stdout: "one\n", stderr: "", code: 0 });
  });

  it("rejects with ssh's reason when the connection fails, and is not open any more", async () => {
    const session = sessionWith(
      folder,
      "echo 'ssh: connect to host 10.0.0.1 port 22: Connection refused' >&2; exit 255",
    );
    await assert.rejects(session.run("echo one"), { name: "UserError", message: /^app-1: .*Connection refused/ });
    assert.equal(session.open, false);
    await assert.rejects(session.run("echo one"), { message: /Connection refused/ });
  });

  it("rejects what is under way when it is closed", async () => {
    const session = sessionWith(folder, "exec sh");
    const waiting = session.run("sleep 30");
    session.close();
    await assert.rejects(waiting, { message: /cancelled/ });
  });
});

describe("quote", () => {
  it("keeps every character of a word", () => {
    assert.equal(quote("it's $HOME"), "'it'\\''s $HOME'");
  });
});
