import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expectedOfStack, type StackExpected } from "../../live/expected.ts";
import type { Finding } from "../../live/finding.ts";
import { type LabHost, labUp } from "../lab/lab.ts";
import { LiveDrift } from "../lab/live-drift.ts";
import { stacksOf } from "../support/stacks.ts";

const root = "/opt/seisei-main/stacks";
const real = ["edge-traefik", "edge-nginx-router", "crm-api", "web-seisei"];

/** Everything that labels can say, in one stack. */
const varied = `services:
  bare:
    image: ghcr.io/seisei/web:sha-1a1a1a1
    restart: unless-stopped
    expose: ["3000"]
    networks: [edge]
    labels: [traefik.enable=true]
  web:
    image: ghcr.io/seisei/web:sha-1a1a1a1
    restart: unless-stopped
    scale: 2
    networks: [edge]
    labels:
      traefik.enable: true
      traefik.http.routers.both.rule: Host(\`\${DOMAIN:-both.example}\`) && PathRegexp(\`^/a$$\`)
      traefik.http.routers.both.entryPoints: web, websecure
      traefik.http.routers.both.middlewares: first, secure-headers@file
      traefik.http.middlewares.first.addPrefix.prefix: /first
      traefik.http.routers.tls.rule: Host(\`tls.example\`)
      traefik.http.routers.tls.tls.options: strict@file
      traefik.http.routers.tls.tls.domains[0].main: a.example
      traefik.http.routers.tls.tls.domains[0].sans: b.example, c.example
      traefik.http.routers.secret.rule: Host(\`\${TOKEN}.example\`)
      traefik.http.routers.secret.entrypoints: websecure
      traefik.http.services.web.loadbalancer.server.port: 3000
  db:
    image: ghcr.io/seisei/web:sha-1a1a1a1
    restart: unless-stopped
    networks: [edge]
    labels:
      traefik.enable: "TRUE"
      traefik.tcp.routers.db.rule: HostSNI(\`*\`)
      traefik.tcp.routers.db.entrypoints: websecure
      traefik.tcp.routers.sni.rule: HostSNI(\`db.example\`)
      traefik.tcp.routers.sni.tls.passthrough: true
      traefik.tcp.routers.sni.middlewares: local
      traefik.tcp.middlewares.local.ipAllowList.sourceRange: 127.0.0.1/32
      traefik.tcp.services.db.loadbalancer.server.port: 3000
networks:
  edge: {external: true}
`;

function filesOf(): Record<string, string> {
  const folder = new URL("../../stacks/", import.meta.url).pathname;
  const paths = real.flatMap((stack) =>
    readdirSync(join(folder, stack), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length)),
  );
  return {
    ...Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")])),
    "edge-traefik/dynamic/tls.yml": "tls: {options: {strict: {minVersion: VersionTLS13}}}\n",
    "varied/docker-compose.yml": varied,
    "varied/stack.yaml": "host: app-1\nsecrets: [TOKEN]\n",
  };
}

describe("Traefik's routes", () => {
  const files = filesOf();
  const names = [...real, "varied"];
  let host: LabHost;
  let live: LiveDrift;
  const expected: Record<string, StackExpected> = {};

  const kinds = (found: readonly Finding[]) => found.map(({ kind, subject }) => [kind, subject]);
  const drift = async (stack: string, changed: Partial<StackExpected> = {}) =>
    kinds(await live.stack(stack, { ...expected[stack]!, ...changed }));
  const everywhere = async () => {
    const found = Object.entries(await live.stacks(expected));
    return Object.fromEntries(found.map(([stack, list]) => [stack, kinds(list)]));
  };
  /** Typed in the folder of the stacks. Traefik follows within two seconds. */
  const change = (script: string) => type(`${script} && sleep 3`);
  const type = (script: string) => host.run(`cd ${root} && ${script}`, { user: "ubuntu" });
  const dynamic = "edge-traefik/dynamic";
  const restore = (path: string) =>
    change(`echo ${Buffer.from(files[path]!).toString("base64")} | base64 -d > ${path}`);
  /** What the routes say where nobody looks at the files. */
  const unseen = { files: {}, fileModes: {}, mountedFolders: {} };

  before(async () => {
    host = (await labUp()).hosts[0]!;
    live = new LiveDrift(host);
    await host.reset();
    await host.run("docker network create edge");
    for (const [path, text] of Object.entries(files)) {
      const content = Buffer.from(text).toString("base64");
      await host.run(
        `mkdir -p ${root} ${root}/../.seisei && cd ${root} && mkdir -p $(dirname ${path}) && echo ${content} | base64 -d > ${path}`,
        { user: "ubuntu" },
      );
    }
    await type("for stack in crm-api; do echo API_TOKEN=x > $stack/.env; done; echo TOKEN=canary > varied/.env");
    for (const stack of names) await type(`cd ${stack} && docker compose up -d --wait --quiet-pull 2>&1`);
    const { stdout } = await host.run("docker image ls --digests --format '{{.Repository}}:{{.Tag}} {{.Digest}}'");
    const stacks = stacksOf(
      files,
      new Map(
        stdout
          .trim()
          .split("\n")
          .map((line) => line.split(" ") as [string, string]),
      ),
    );
    for (const stack of stacks) {
      expected[stack.name] = { ...expectedOfStack(stack, stacks), settings: undefined, environment: undefined };
    }
  });

  after(async () => {
    live?.close();
    await host?.reset();
  });

  it("are what the release says, to the letter", async () => {
    assert.deepEqual(await everywhere(), {});
    const count = Object.values(expected).flatMap(({ routes }) => Object.values(routes!).flatMap(Object.keys)).length;
    assert.equal(count, 26);
  });

  it("of a changed dynamic file are told by the file, and seen without it", async () => {
    await change(`sed -i 's/priority: 60/priority: 61/' ${dynamic}/tenants.yml`);
    assert.deepEqual(await everywhere(), { "edge-traefik": [["file", "dynamic/tenants.yml"]] });
    assert.deepEqual(await drift("edge-traefik", unseen), [["router", "tenants@file"]]);
    await change(
      `sed -i 's/average: 50/average: 51/' ${dynamic}/middlewares.yml && sed -i 's/nginx-router:8080/evil:1/' ${dynamic}/tenants.yml`,
    );
    const [tenants, rate] = (await live.stack("edge-traefik", { ...expected["edge-traefik"]!, ...unseen })).filter(
      ({ kind }) => kind !== "router",
    );
    assert.deepEqual(
      [rate?.subject, rate?.observed, tenants?.subject, tenants?.observed],
      ["public-rate@file", "ratelimit.average 51", "tenants@file", "loadbalancer.servers.0.url http://evil:1"],
    );
    await restore(`${dynamic}/middlewares.yml`);
    await change(
      `sed -i -e 's/rule: HostRegexp.*qr_ordering.*/rule: Host(/' -e 's/evil:1/nginx-router:8080/' ${dynamic}/tenants.yml`,
    );
    assert.deepEqual(await drift("edge-traefik", unseen), [
      ["router", "tenants-qr-ordering@file"],
      ["router", "tenants@file"],
    ]);
    await restore(`${dynamic}/tenants.yml`);
  });

  it("of other stacks say nothing of a middleware that is missing", async () => {
    await change(`sed -i '/public-rate:/,/burst/d' ${dynamic}/middlewares.yml`);
    assert.deepEqual(await everywhere(), { "edge-traefik": [["file", "dynamic/middlewares.yml"]] });
    assert.deepEqual(await drift("edge-traefik", unseen), [["middleware", "public-rate@file"]]);
    const alone = { ...expected["crm-api"]!.traefik!, others: {} };
    assert.deepEqual(await drift("crm-api", { traefik: alone }), [["router", "crm-api@docker"]]);
    await restore(`${dynamic}/middlewares.yml`);
  });

  it("of another label are seen where no deploy has recorded the labels", async () => {
    await change('cd crm-api && sed \'s/priority: "100"/priority: "7"/\' docker-compose.yml > /tmp/other.yml');
    await change("cd crm-api && docker compose -f /tmp/other.yml --project-directory . up -d --wait 2>&1");
    const [finding] = await live.stack("crm-api", expected["crm-api"]!);
    assert.deepEqual(
      [finding?.subject, finding?.expected, finding?.observed],
      ["crm-api@docker", "priority 100", "priority 7"],
    );
    await change("cd crm-api && docker compose up -d --wait 2>&1");
    assert.deepEqual(await everywhere(), {});
  });

  it("say nothing while a container starts again, and of one that is stopped", async () => {
    await type("docker restart crm-api-api-1");
    assert.deepEqual(await drift("crm-api"), []);
    await change("docker stop crm-api-api-1 edge-traefik-traefik-1");
    assert.deepEqual(await everywhere(), {
      "crm-api": [["container", "api"]],
      "edge-traefik": [["container", "traefik"]],
    });
    await type("docker start crm-api-api-1 edge-traefik-traefik-1");
    assert.deepEqual(await drift("web-seisei"), []);
  });

  it("that cannot be asked for are one finding, of Traefik's own stack", async () => {
    const ask = async (stack: string, api: string) => {
      const found = await live.stack(stack, { ...expected[stack]!, traefik: { ...expected[stack]!.traefik!, api } });
      return found.map(({ kind, message }) => `${kind}: ${message}`);
    };
    assert.deepEqual(await ask("edge-traefik", "http://127.0.0.1:8080/api"), [
      "not checked: could not check the routes: nothing answers as Traefik's API at http://127.0.0.1:8080/api (HTTP 404)",
    ]);
    assert.match((await ask("edge-traefik", "http://127.0.0.1:1/api")).join(), /does not answer at .* \(curl: \(7\)/);
    assert.deepEqual(await ask("web-seisei", "http://127.0.0.1:1/api"), []);
    await change(`rm ${dynamic}/system.yml`);
    assert.deepEqual(await everywhere(), { "edge-traefik": [["file", "dynamic/system.yml"]] });
    await restore(`${dynamic}/system.yml`);
    assert.deepEqual(await everywhere(), {});
  });
});
