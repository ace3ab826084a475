import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { expectedOfStack } from "../../live/expected.ts";
import type { StackRelease } from "../../release/release.ts";
import { registered } from "../support/mocks.ts";

const { ComposeStack } = await import("../../components/compose-stack.ts");
const { DockerHost } = await import("../../components/docker-host.ts");

const digest = `sha256:${"a".repeat(64)}`;
const service = (image: string) => ({
  image,
  digest,
  reference: `${image}@${digest}`,
  oneShot: false,
  replicas: 1,
  mounts: [],
});

function stackRelease(name: string, secrets: string[] = []): StackRelease {
  return {
    name,
    release: "main1.0.0",
    commit: "c".repeat(40),
    definition: { host: "app-1", after: [], health: [], timeout: 120, secrets, addons: [], loaded: [] },
    files: new Map([["docker-compose.yml", { sha256: "f".repeat(64), executable: false, content: Buffer.from("") }]]),
    services: new Map([
      ["web", service("ghcr.io/seisei/web:1")],
      ["db", service("postgres:15")],
    ]),
    networks: ["edge"],
    resources: { volumes: ["shop_rows"], networks: ["shop_default"] },
    composeFile: { data: { services: {} }, at: () => "stacks/x/docker-compose.yml:1" },
    modules: new Map(),
    whereIs: () => "stacks/x/stack.yaml:1",
    bundle: async () => Buffer.from("bundle"),
  };
}

function of(name: string, secrets: string[] = []) {
  const release = stackRelease(name, secrets);
  return { release, expected: expectedOfStack(release, [release]) };
}

const value = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => void output.apply(resolve));
const settings = {
  name: "app-1",
  address: "10.0.0.1",
  port: 22,
  user: "ubuntu",
  hostKey: "ssh-ed25519 AAAA",
  root: "/opt/apps",
};

describe("the resources of a stack", () => {
  let shop: InstanceType<typeof ComposeStack>;
  const named = (name: string) => registered.find((one) => one.name === name)!;

  before(async () => {
    const host = new DockerHost("app-1", {
      settings,
      sshConfig: "ssh_config",
      projects: ["shop", "blog"],
      networks: ["edge"],
      existingNetworks: { edge: "4d3c" },
    });
    const bundle = { path: "package.json", sha256: "b".repeat(64), bytes: 100 };
    shop = new ComposeStack("shop", {
      ...of("shop", ["TOKEN"]),
      bundle,
      host,
      secrets: { TOKEN: "canary" },
      after: [],
    });
    const blog = new ComposeStack("blog", { ...of("blog"), bundle, host, secrets: {}, after: [shop] });
    await value(blog.applied.urn);
  });

  it("pulls an image once a host, by digest, and keeps it", () => {
    const images = registered.filter(({ type }) => type === "docker:index/remoteImage:RemoteImage");
    assert.deepEqual(
      images.map(({ inputs }) => [inputs.name, inputs.keepLocally]),
      [
        [`ghcr.io/seisei/web@${digest}`, true],
        [`postgres@${digest}`, true],
      ],
    );
  });

  it("gives the remote command no trigger, which would run its delete", () => {
    assert.equal(named("shop-apply").inputs.triggers, undefined);
    assert.deepEqual(named("shop-bundle").inputs.triggers, ["10.0.0.1", 6]);
  });

  it("keeps the secret out of the command and in a secret standard input", async () => {
    const { create, update, delete: remove, stdin } = named("shop-apply").inputs;
    for (const text of [create, update, remove]) assert.doesNotMatch(text, /canary/);
    assert.match(JSON.stringify(stdin), /TOKEN='canary'/);
    assert.equal(await pulumi.isSecret(shop.applied.stdin as pulumi.Output<string>), true);
  });

  it("expects every service, file and `.env` of the release", () => {
    assert.deepEqual(named("shop-state").inputs.expected, {
      images: { web: `ghcr.io/seisei/web:1@${digest}`, db: `postgres:15@${digest}` },
      containers: { web: "running", db: "running" },
      files: { "docker-compose.yml": "f".repeat(64) },
      fileModes: {},
      settings: { web: "as deployed", db: "as deployed" },
      volumes: { shop_rows: "present" },
      networks: { shop_default: "present" },
      environment: "as deployed",
    });
  });

  it("registers a stack's state only after the command of the stack it waits for", () => {
    const order = registered.map(({ name }) => name);
    assert.ok(order.indexOf("blog-state") > order.indexOf("shop-apply"));
  });

  it("pins the host key wherever something connects", () => {
    const connecting = registered.filter(({ inputs }) => inputs.connection);
    assert.ok(connecting.length >= 5);
    // The SDK wraps a connection as a secret: it may hold the private key.
    for (const { name, inputs } of connecting) assert.equal(inputs.connection.value.hostKey, "ssh-ed25519 AAAA", name);
  });
});
