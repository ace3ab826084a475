import assert from "node:assert/strict";
import { parseSettings, type RawSettings } from "../../../components/settings.ts";

const host = { address: "10.0.0.1", user: "ubuntu", hostKey: "ssh-ed25519 AAAAC3Nz comment", root: "/opt/seisei-main" };
const settings = (raw: RawSettings) =>
  parseSettings({ release: "main1.0.0", hosts: { "app-1": host }, ...raw }, "Pulumi.prod.yaml");
const refused = (raw: RawSettings, pattern: RegExp) =>
  assert.throws(() => settings(raw), { name: "UserError", message: pattern });

describe("settings", () => {
  it("reads a host, with port 22 and the key's type and text when nothing else is said", () => {
    const { name, port, hostKey } = settings({}).hosts.get("app-1")!;
    assert.deepEqual({ name, port, hostKey }, { name: "app-1", port: 22, hostKey: "ssh-ed25519 AAAAC3Nz" });
  });

  it("reads the instance and the zone of a host, where it has them", () => {
    const ec2 = { instance: "i-0abcd1234ef567890", zone: "ap-northeast-1a" };
    const { instance, zone } = settings({ hosts: { "app-1": { ...host, ...ec2 } } }).hosts.get("app-1")!;
    assert.deepEqual({ instance, zone }, ec2);
    assert.equal("instance" in settings({}).hosts.get("app-1")!, false);
    refused(
      { hosts: { "app-1": { ...host, instance: "app-1" } } },
      /hosts\.app-1\.instance: expected an instance's id/,
    );
  });

  it("refuses a host without a pinned key and says how to pin it", () => {
    const { hostKey, ...unpinned } = host;
    assert.ok(hostKey);
    refused(
      { hosts: { "app-1": unpinned } },
      /hosts\.app-1\.hostKey: not pinned.*ssh_host_ed25519_key\.pub.*pulumi config set --path 'hosts\.app-1\.hostKey'/,
    );
  });

  it("refuses an RSA host key, which the command plugin cannot check", () => {
    refused({ hosts: { "app-1": { ...host, hostKey: "ssh-rsa AAAA" } } }, /hostKey: expected an ed25519 key/);
  });

  it("refuses an unknown key and names the known ones", () => {
    refused({ hosts: { "app-1": { ...host, adress: "x" } } }, /hosts\.app-1\.adress: unknown key; known are address/);
  });

  it("refuses a root folder that would need quoting in a shell", () => {
    refused(
      { hosts: { "app-1": { ...host, root: "/opt/my apps" } } },
      /hosts\.app-1\.root: expected an absolute path without spaces/,
    );
  });

  it("asks for a release when there is none", () => {
    refused({ release: undefined }, /Pulumi\.prod\.yaml: seisei:release: not set.*pulumi config set release/);
  });

  it("tells every problem at once", () => {
    refused({ pins: { web: 1 }, hosts: { "app-1": { ...host, user: "Root!" } } }, /pins\.web.*\n.*hosts\.app-1\.user/s);
  });

  it("never shows the value of a secret", () => {
    assert.throws(
      () => settings({ secrets: { web: { TOKEN: { nested: "canary-value" } } } }),
      (error: Error) => /secrets\.web\.TOKEN: expected a text/.test(error.message) && !error.message.includes("canary"),
    );
  });

  it("takes a stack and a release to restore its data from, and nothing else there", () => {
    const restore = { stack: "shop", from: "main1.0.0" };
    assert.deepEqual(settings({ restore }).restore, restore);
    assert.equal("restore" in settings({}), false);
    for (const wrong of ["shop", { stack: "shop" }, { ...restore, force: true }]) {
      refused({ restore: wrong }, /Pulumi\.prod\.yaml: seisei:restore: expected a map with stack and from/);
    }
  });
});
