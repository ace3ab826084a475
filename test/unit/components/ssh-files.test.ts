import assert from "node:assert/strict";
import { sshConfigText } from "../../../components/ssh-files.ts";

const host = {
  name: "app-1",
  address: "10.0.0.1",
  port: 2222,
  user: "ubuntu",
  hostKey: "ssh-ed25519 AAAA",
  root: "/opt/x",
};
const text = (more: object = {}) => sshConfigText({ ...host, ...more }, "/p/known_hosts", "/run/sockets");

describe("ssh configuration", () => {
  it("accepts the pinned host key only", () => {
    for (const line of [
      "StrictHostKeyChecking yes",
      'UserKnownHostsFile "/p/known_hosts"',
      "GlobalKnownHostsFile /dev/null",
    ]) {
      assert.ok(text().includes(`  ${line}\n`), line);
    }
  });

  it("never asks a question", () => assert.match(text(), /^ {2}BatchMode yes$/m));

  it("offers one key when one is configured", () => {
    assert.match(text({ privateKeyFile: "/keys/lab key" }), /IdentityFile "\/keys\/lab key"\n {2}IdentitiesOnly yes/);
  });

  it("leaves the choice to the agent otherwise", () => assert.doesNotMatch(text(), /Identit/));
});
