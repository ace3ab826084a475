import assert from "node:assert/strict";
import {
  connectionId,
  sshConfig,
  unsupportedProperties,
  withDefaults,
} from "../../../../../lab/plugins/command/connection.ts";

const connection = { host: "192.0.2.1", user: "ubuntu", hostKey: "ssh-ed25519 AAAA", privateKey: "THE KEY" };

describe("the command plugin's connection", () => {
  it("accepts only the pinned host key, of its type", () => {
    const config = sshConfig(connection, "/private");
    assert.match(config, /^StrictHostKeyChecking yes$/m);
    assert.match(config, /^HostKeyAlgorithms ssh-ed25519$/m);
    assert.match(config, /^IdentityFile \/private\/identity$/m);
  });

  it("without a pinned key accepts any, as the official plugin does", () => {
    assert.match(sshConfig({ host: "192.0.2.1" }, "/private"), /^StrictHostKeyChecking no$/m);
  });

  it("never writes the private key into the configuration or the name of the connection", () => {
    assert.doesNotMatch(sshConfig(connection, "/private") + connectionId(connection), /THE KEY/);
  });

  it("is shared whatever the limits, but not with another key", () => {
    assert.equal(connectionId(connection), connectionId({ ...connection, dialErrorLimit: 1 }));
    assert.notEqual(connectionId(connection), connectionId({ ...connection, privateKey: "ANOTHER" }));
  });

  it("gets the official defaults, and leaves an unknown one alone", () => {
    const defaults = { host: "h", user: "root", port: 22, dialErrorLimit: 10, perDialTimeout: 15 };
    assert.deepEqual(withDefaults({ host: "h" }), defaults);
    assert.equal(withDefaults("unknown"), "unknown");
  });

  it("names each property that only the official plugin supports", () => {
    const properties = unsupportedProperties({ host: "h", password: "p", proxy: { host: "b" } });
    assert.deepEqual(
      properties.map(({ property }) => property),
      ["connection.password", "connection.proxy"],
    );
    assert.doesNotMatch(JSON.stringify(properties), /"p"/);
    assert.deepEqual(unsupportedProperties(connection), []);
  });
});
