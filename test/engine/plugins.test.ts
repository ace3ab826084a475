import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Lab, type LabHost, labUp } from "../lab/lab.ts";
import { type Finished, run } from "../lab/process.ts";

/** A small program of the official SDKs; the configuration changes one thing of it at a time. */
const program = `
import { readFileSync } from "node:fs";
import { Command } from "@pulumi/command/remote/command.js";
import { CopyToRemote } from "@pulumi/command/remote/copyToRemote.js";
import { Network } from "@pulumi/docker/network.js";
import { Provider } from "@pulumi/docker/provider.js";
import { RemoteImage } from "@pulumi/docker/remoteImage.js";
import * as pulumi from "@pulumi/pulumi";
const config = new pulumi.Config();
const privateKey = pulumi.secret(readFileSync(config.require("keyFile"), "utf8"));
const connection = { host: config.require("host"), user: "ubuntu", hostKey: config.require("hostKey"), privateKey, dialErrorLimit: 1 };
const triggers = [config.get("trigger") ?? "1"];
const copy = new CopyToRemote("copy", { connection, source: new pulumi.asset.FileAsset("payload"), remotePath: "payload", triggers });
new Command("command", {
  connection,
  create: "cat >> ran; echo working >&2; echo done",
  update: config.get("update"),
  delete: "echo deleted >> ran",
  stdin: pulumi.secret(config.get("stdin") ?? "first-secret\\n"),
  triggers,
  logging: "stderr",
}, { dependsOn: copy });
const provider = new Provider("docker", { host: "ssh://host", sshOpts: ["-F", "ssh_config"], disableDockerDaemonCheck: true });
new RemoteImage("image", { name: config.require("image"), keepLocally: true }, { provider });
new Network("edge", { name: "edge" }, { provider, import: config.get("network") });
`;

describe("the plugins that stand in for the official ones", () => {
  let lab: Lab;
  let host: LabHost;
  let image: string;
  const folder = mkdtempSync(join(tmpdir(), "seisei-plugins-"));
  const environment = { PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "plugins" };
  const pulumi = (args: string[], check = true): Promise<Finished> =>
    run("pulumi", [...args, "--non-interactive"], { cwd: folder, env: environment, check });
  const set = (key: string, value: string) => pulumi(["config", "set", key, value]);
  const up = (check = true) => pulumi(["up", "--yes", "--skip-preview"], check);
  const ran = async () => (await host.run("cat /home/ubuntu/ran")).stdout.trim().split("\n");

  before(async () => {
    lab = await labUp();
    host = lab.hosts[0]!;
    await host.reset();
    await host.run("rm -rf /home/ubuntu/ran /home/ubuntu/payload");
    const manifest = "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";
    const url = `${lab.registry}/v2/seisei/web/manifests/sha-1a1a1a1`;
    const { headers } = await fetch(url, { method: "HEAD", headers: { accept: manifest } });
    image = `ghcr.io/seisei/web@${headers.get("docker-content-digest")}`;
    const options = [`HostName ${host.address}`, `User ${host.user}`, `IdentityFile ${host.privateKeyFile}`];
    const strict = [
      `UserKnownHostsFile ${folder}/known_hosts`,
      "HostKeyAlias host",
      "BatchMode yes",
      "ControlMaster auto",
    ];
    const files = {
      "Pulumi.yaml": "name: plugins\nruntime: { name: nodejs, options: { typescript: false } }\n",
      "package.json": '{ "type": "module", "main": "index.ts" }',
      "index.ts": program,
      ssh_config: ["Host host", ...options, ...strict, `ControlPath ${folder}/%C`, ""].join("\n"),
      known_hosts: `host ${host.hostKey}\n`,
      payload: "first\n",
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
    await pulumi(["stack", "init", "test"]);
    await set("host", host.address);
    await set("hostKey", host.hostKey);
    await set("keyFile", host.privateKeyFile);
    await set("image", image);
    await set("network", (await host.run("docker network create edge")).stdout.trim());
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("create: the command runs, the file arrives, the image is pulled, the network is taken over", async () => {
    const { stdout } = await up();
    assert.deepEqual(await ran(), ["first-secret"]);
    assert.equal((await host.run("cat /home/ubuntu/payload")).stdout, "first\n");
    assert.match((await host.run("docker image ls --digests")).stdout, new RegExp(image.split("@")[1]!));
    assert.match(stdout, /Network edge imported/);
    assert.match(stdout, /working/);
    assert.doesNotMatch(stdout, /done/);
  });

  it("leave the private key and the secret input out of the state", async () => {
    const { stdout } = await pulumi(["stack", "export"]);
    assert.ok(!/PRIVATE KEY|first-secret/.test(stdout));
  });

  it("no change: a preview connects to nothing", async () => {
    const before = await host.connections();
    await pulumi(["preview", "--expect-no-changes"]);
    assert.equal(await host.connections(), before);
  });

  it("another stdin updates in place; without `update` the `create` command runs again, over one connection", async () => {
    const before = await host.connections();
    await set("stdin", "second-secret\n");
    const { stdout } = await up();
    assert.match(stdout, /~ 1 updated/);
    assert.deepEqual(await ran(), ["first-secret", "second-secret"]);
    assert.equal(await host.connections(), before + 1);
  });

  it("a file that was changed on the host is copied again only by a trigger, which replaces: create, then delete", async () => {
    await host.run("echo tampered > /home/ubuntu/payload");
    await pulumi(["preview", "--expect-no-changes"]);
    await set("trigger", "2");
    await up();
    assert.equal((await host.run("cat /home/ubuntu/payload")).stdout, "first\n");
    assert.deepEqual(await ran(), ["first-secret", "second-secret", "second-secret", "deleted"]);
  });

  it("a failing command fails the update with its code and its output, and is tried again by the next one", async () => {
    await set("update", "echo half; echo reason >&2; exit 3");
    const { code, stdout } = await up(false);
    assert.notEqual(code, 0);
    assert.match(stdout, /Process exited with status 3: running "echo half;.*half\n.*reason/s);
    await set("update", "echo recovered >> ran");
    await up();
    assert.equal((await ran()).at(-1), "recovered");
  });

  it("a host key that is not the pinned one is refused", async () => {
    const other = readFileSync(`${host.privateKeyFile}.pub`, "utf8").split(" ").slice(0, 2).join(" ");
    await set("hostKey", other);
    const { code, stdout } = await up(false);
    assert.notEqual(code, 0);
    assert.match(stdout, /after 2 failed attempts: .*host key mismatch/);
    await set("hostKey", host.hostKey);
  });

  it("destroy runs `delete`, removes the network, and leaves the kept image and the file", async () => {
    await pulumi(["destroy", "--yes", "--skip-preview"]);
    assert.equal((await ran()).at(-1), "deleted");
    assert.doesNotMatch((await host.run("docker network ls")).stdout, /edge/);
    assert.match((await host.run("docker image ls --digests")).stdout, new RegExp(image.split("@")[1]!));
    assert.equal((await host.run("cat /home/ubuntu/payload")).stdout, "first\n");
  });
});
