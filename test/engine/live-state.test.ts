import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sshConfigText } from "../../components/ssh-files.ts";
import { dockerHost } from "../lab/host-facts.ts";
import { type LabHost, labUp } from "../lab/lab.ts";
import { run } from "../lab/process.ts";

const checkout = fileURLToPath(new URL("../..", import.meta.url));
const root = "/opt/seisei-main";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const image = "ghcr.io/seisei/web:sha-1a1a1a1";
const compose = `services:
  web: { image: "${image}", restart: always, network_mode: none }
  job: { image: "${image}", network_mode: none, entrypoint: [/bin/sh, -c, "exit 0"] }
`;
const files = { "docker-compose.yml": compose, 'config/it\'s a "file" \\ é.txt': "as released\n" };

const hashes = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, sha256(text)]));

/** A program that has nothing but LiveState; what it expects is in expected.json. */
const program = `
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { LiveState } from "./components/live-state.ts";
const { environmentHash, ...args } = JSON.parse(readFileSync("expected.json", "utf8"));
const place = { sshConfig: "ssh/config", host: "app-1", root: "${root}" };
const host = new LiveState("app-1-state", { ...place, projects: ["shop"], expected: { unknownContainers: {} } });
const stack = new LiveState("shop-state", { ...place, ...args, environmentHash: pulumi.secret(environmentHash) });
export const generations = [host.generation, stack.generation];
`;

describe("LiveState, alone on a host where a person deployed by hand", () => {
  let host: LabHost;
  let folder: string;
  let reference: string;

  const expect = (changes: object = {}, bundleBytes = 1000) =>
    writeFileSync(
      join(folder, "expected.json"),
      JSON.stringify({
        stack: "shop",
        bundleBytes,
        environmentHash: sha256("PASSWORD='hunter2'\n"),
        expected: {
          images: { web: reference, job: reference },
          containers: { web: "running", job: "completed" },
          files: hashes,
          environment: "as deployed",
          ...changes,
        },
      }),
    );
  const pulumi = (...args: string[]) =>
    run("pulumi", [...args, "--non-interactive"], {
      cwd: folder,
      env: { PULUMI_BACKEND_URL: `file://${folder}/state`, PULUMI_CONFIG_PASSPHRASE: "x", PULUMI_STACK: "" },
      check: false,
    });
  const preview = async (...args: string[]) => {
    const { code, stdout, stderr } = await pulumi(
      "preview",
      "--stack",
      "lab",
      "--diff",
      "--expect-no-changes",
      ...args,
    );
    return { code, text: stdout + stderr };
  };
  const up = async () => {
    const { code, stdout, stderr } = await pulumi("up", "--stack", "lab", "--yes", "--skip-preview");
    assert.equal(code, 0, stdout + stderr);
  };
  const onHost = (command: string) => host.run(`cd ${root}/stacks/shop && ${command}`);
  const clean = async (...args: string[]) => {
    const { code, text } = await preview(...args);
    assert.equal(code, 0, text);
    assert.doesNotMatch(text, /^ *[-+] |^ *~ (seisei|observed|expected)|warning/m);
  };
  /** Deploys by hand what the release has. */
  const deploy = async () => {
    await host.run(`mkdir -p ${root}/stacks/shop/config`);
    for (const [path, text] of Object.entries(files)) {
      await host.run(`cat > "$(cat <<'EOF'\n${root}/stacks/shop/${path}\nEOF\n)" <<'EOF'\n${text}EOF`);
    }
    await onHost(
      "echo \"PASSWORD='hunter2'\" > .env && chmod 600 .env && chown ubuntu .env && docker compose up -d --force-recreate --remove-orphans",
    );
    await onHost("docker compose wait job || true");
  };

  before(async () => {
    host = (await labUp()).hosts[0]!;
    await host.reset();
    await host.run(`docker pull -q ${image}`);
    const repoDigest = (await host.run(`docker image inspect -f '{{index .RepoDigests 0}}' ${image}`)).stdout.trim();
    reference = `${image}@${repoDigest.split("@")[1]}`;
    await deploy();

    folder = mkdtempSync(join(tmpdir(), "seisei-live-state-"));
    for (const name of ["components", "live", "provider", "release", "node_modules", "package.json"]) {
      symlinkSync(join(checkout, name), join(folder, name));
    }
    mkdirSync(join(folder, "state"));
    mkdirSync(join(folder, "ssh"));
    const knownHosts = join(folder, "ssh/known_hosts");
    const { name, address, port, user, hostKey, privateKeyFile } = host;
    const settings = { name, address, port, user, root, hostKey, privateKeyFile };
    writeFileSync(knownHosts, `${name} ${hostKey}\n`);
    writeFileSync(join(folder, "ssh/config"), sshConfigText(settings, knownHosts, join(folder, "ssh")));
    writeFileSync(join(folder, "index.ts"), program);
    writeFileSync(
      join(folder, "Pulumi.yaml"),
      "name: live-state\nruntime: { name: nodejs, options: { typescript: false } }\n" +
        "plugins: { providers: [{ name: seisei, path: ./provider }] }\n",
    );
    expect();
    await pulumi("stack", "init", "lab");
    await up();
  });

  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await host.reset();
  });

  it("finds nothing, with a refresh too, over one connection, and changes nothing", async () => {
    const [untouched, connections] = [await dockerHost(host), await host.connections()];
    await clean();
    assert.equal((await host.connections()) - connections, 1);
    await clean("--refresh");
    assert.equal(await dockerHost(host), untouched);
  });

  it("finds a container that was swapped by hand, labels and name copied", async () => {
    await onHost(`docker rm -f shop-web-1 && docker pull -q ghcr.io/seisei/web:sha-2b2b2b2 &&
      docker tag ghcr.io/seisei/web:sha-2b2b2b2 ${image} &&
      docker run -d --name shop-web-1 --network none --label com.docker.compose.project=shop \
        --label com.docker.compose.service=web --label com.docker.compose.oneoff=False ${image}`);
    const { code, text } = await preview();
    assert.equal(code, 7, text);
    assert.match(text, /warning: shop: web runs \S+@sha256:\S+, the release has \S+ — `pulumi up`/);
    assert.match(
      text,
      /~ web: "ghcr.io\/seisei\/web:sha-1a1a1a1@sha256:\w+" => "ghcr.io\/seisei\/web:sha-1a1a1a1@sha256:\w+"/,
    );
    assert.match(text, /1 to update\n/);
    await onHost(`docker pull -q ${image} && docker rm -f shop-web-1`);
    await deploy();
    await clean();
  });

  it("finds files that were changed or removed, without ever telling what is in .env", async () => {
    await onHost("echo tampered >> docker-compose.yml && rm config/* && echo TOKEN=sesame >> .env");
    const { code, text } = await preview();
    assert.equal(code, 7, text);
    assert.match(text, /shop: docker-compose\.yml has sha256:.* on the host/);
    assert.match(text, /shop: config\/it's a "file" \\ é\.txt is missing on the host/);
    assert.match(text, /shop: \.env was changed on the host/);
    assert.doesNotMatch(text, /hunter2|sesame/);
    await deploy();
    await clean();
  });

  it("finds what is stopped, failed, left over and unknown", async () => {
    await onHost(`docker compose run -d --name shop-left-over --entrypoint 'sleep 600' web &&
      docker stop -t 0 shop-web-1 && docker run -d --name stray --network none ${image} &&
      docker rm -f shop-job-1 && docker run --name shop-job-1 --network none --label com.docker.compose.project=shop \
        --label com.docker.compose.service=job --entrypoint /bin/sh ${image} -c 'exit 3' || true`);
    const { code, text } = await preview();
    assert.equal(code, 7, text);
    assert.match(text, /shop: web is stopped/);
    assert.match(text, /shop: job is failed, it should have completed/);
    assert.match(text, /shop: container shop-left-over .* is not in the release/);
    assert.match(text, /app-1: container stray .* belongs to no stack/);
  });

  it("shows drift against what was deployed after a refresh wrote the state", async () => {
    await pulumi("refresh", "--stack", "lab", "--yes");
    const { code, text } = await preview();
    assert.equal(code, 7, text);
    assert.match(text, /~ web: "running" => "stopped"/);
    await host.run("docker rm -f stray shop-left-over shop-job-1");
    await deploy();
    await clean();
  });

  it("tells a new release and drift apart, and is clean once both are recorded and true", async () => {
    await onHost("echo tampered > docker-compose.yml");
    expect({ files: { ...hashes, "docker-compose.yml": sha256("changed\n") } });
    const { text } = await preview();
    assert.match(text, /~ expected *: \{\s+~ files: \{\s+~ docker-compose\.yml/);
    assert.match(text, /~ observed *: \{\s+~ files: \{\s+~ docker-compose\.yml/);
    await up();
    assert.match((await preview()).text, /docker-compose\.yml has/, "nobody repaired it, so it is still found");
    await onHost("echo changed > docker-compose.yml");
    await clean();
    expect();
    await up();
    await deploy();
    await clean();
  });

  it("fails where it cannot look, instead of finding nothing", async () => {
    const attempts: [string, string, RegExp][] = [
      ["chmod 700 config && chown root config", "chmod 755 config", /could not check .*config/],
      ["chmod 600 /run/docker.sock", "chmod 660 /run/docker.sock", /docker group/],
    ];
    for (const [breaks, mends, message] of attempts) {
      await onHost(breaks);
      const { code, text } = await preview();
      await onHost(mends);
      assert.notEqual(code, 0, text);
      assert.match(text, message);
      assert.doesNotMatch(text, /missing|^\s+at /m);
    }
    await clean();
  });

  it("finds a file that its mode closes, which an update replaces", async () => {
    await onHost("chmod 600 docker-compose.yml && chown root docker-compose.yml");
    const { text } = await preview();
    await onHost("chmod 644 docker-compose.yml");
    assert.match(text, /docker-compose\.yml is not readable/);
    await clean();
  });

  it("stops before anything is recorded when the disk has not enough room", async () => {
    expect({ files: {} }, 1e15);
    const result = await preview();
    assert.match(result.text, /app-1: .* free, deploying shop needs/);
    expect();
    await clean();
  });

  it("leaves no process behind, neither here nor on the host", async () => {
    assert.doesNotMatch((await host.run("ps -e -o args")).stdout, /sshd: ubuntu/);
    const here = (await run("ps", ["-e", "-o", "args"])).stdout;
    assert.ok(!here.includes(`ssh -T -F ${folder}`) && !here.includes(`${folder}/provider`), here);
  });
});
