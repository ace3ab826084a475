import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServerOptions, serverSettings } from "../../../../cli/drift/server-settings.ts";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHmI9CNnbdm9b2IwRCqS2h7kP3L6kWVoQCmN5yYzXxkA";
const config = (hostKey = "") => `config:
  seisei:hosts:
    app-1: { address: 10.9.9.9, user: deploy, port: 2222, root: /srv/seisei${hostKey && `, hostKey: ${hostKey}`} }
`;

describe("what is needed to reach --server HOST", () => {
  let folder: string;
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "seisei-server-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  const settings = async (options: ServerOptions) => {
    const { name, address, port, user, root, hostKey } = await serverSettings(folder, options);
    return { name, address, port, user, root, hostKey };
  };

  it("comes from the command line, with the usual user and root", async () => {
    assert.deepEqual(await settings({ server: "10.0.0.1", "host-key": `${key} root@host`, port: "2200" }), {
      ...{ name: "10.0.0.1", address: "10.0.0.1", port: 2200, hostKey: key },
      ...{ user: "ubuntu", root: "/opt/seisei-main" },
    });
  });

  for (const server of ["app-1", "10.9.9.9"]) {
    it(`comes from Pulumi.<stack>.yaml for ${server}, and the command line wins`, async () => {
      write("Pulumi.prod.yaml", config(key));
      assert.deepEqual(await settings({ server, "ssh-user": "ops" }), {
        ...{ name: "app-1", address: "10.9.9.9", port: 2222, user: "ops", root: "/srv/seisei", hostKey: key },
      });
    });
  }

  it("takes the host key from a known_hosts file, also when the names in it are hashed", async () => {
    const hashed = write("known", `[10.0.0.7]:2200 ${key}\n`);
    const { execFileSync } = await import("node:child_process");
    execFileSync("ssh-keygen", ["-H", "-f", hashed], { stdio: "ignore" });
    const settings = await serverSettings(folder, { server: "10.0.0.7", port: "2200", "known-hosts": hashed });
    assert.equal(settings.hostKey, key);
  });

  it("refuses a known_hosts file that has no such host", () =>
    assert.rejects(serverSettings(folder, { server: "10.0.0.8", "known-hosts": write("other", `10.0.0.9 ${key}\n`) }), {
      name: "UserError",
      message: /--known-hosts .*other: expected an ed25519 key of 10\.0\.0\.8, got none/,
    }));

  it("refuses a host whose key nobody gave, with the command to read it", () => {
    write("Pulumi.prod.yaml", config());
    return assert.rejects(serverSettings(folder, { server: "app-1" }), {
      name: "UserError",
      message: /app-1: its host key is not known, so nothing was sent; read it .*ssh_host_ed25519_key\.pub/,
    });
  });

  it("refuses what is no port and no address", async () => {
    await assert.rejects(
      serverSettings(folder, { server: "10.0.0.1", port: "x", "host-key": key }),
      /port: expected a number/,
    );
    await assert.rejects(serverSettings(folder, { server: "-oProxyCommand=x", "host-key": key }), /address: expected/);
  });
});
