import assert from "node:assert/strict";
import { hostKeyPinned as rule } from "../../../../policies/rules/host-key-pinned.ts";
import { inputs } from "../../../support/desired.ts";

const command = (connection: unknown) => rule.resource(inputs("command:remote:Command", { connection }));
const docker = (sshOpts: unknown) => rule.resource(inputs("pulumi:providers:docker", { sshOpts }));
const hostKey = "ssh-ed25519 AAAA";

describe(rule.name, () => {
  it("finds a connection without a key, also to the host between", () => {
    for (const connection of [undefined, {}, { hostKey: "" }, { hostKey, proxy: { host: "between" } }]) {
      assert.match(command(connection)[0]!, /^connection\.hostKey: .*pulumi config set --path/);
    }
  });

  it("finds Docker told not to look at the key", () => {
    for (const options of [["-o", "StrictHostKeyChecking=no"], '["-o","UserKnownHostsFile=/dev/null"]']) {
      assert.match(docker(options)[0]!, /^sshOpts: /);
    }
  });

  it("lets pinned ones be, and what is no connection", () => {
    assert.deepEqual(command({ hostKey }), []);
    assert.deepEqual(command({ hostKey, proxy: { hostKey } }), []);
    assert.deepEqual(docker(["-F", ".seisei/ssh/config"]), []);
    assert.deepEqual(rule.resource(inputs("command:local:Command", {})), []);
  });
});
