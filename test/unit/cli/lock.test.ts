import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeLocks } from "../../../cli/lock.ts";
import { openRelease } from "../../../release/release.ts";
import { type Files, type Repository, removeRepositories, repository } from "../release/repository.ts";
import { type FakeRegistry, fakeRegistry, manifestFor } from "./lock/fake-registry.ts";

const STACKS: Files = {
  "stacks/web/docker-compose.yml":
    "services:\n  web:\n    image: ghcr.io/seisei/web:sha-1a1a1a1\n  proxy:\n    image: nginx:1.27\n",
  "stacks/web/stack.yaml": "host: app-1\naddons: [addons]\n",
  "stacks/web/addons/sale/main.py": "x\n",
  "stacks/edge/docker-compose.yml": "services: {proxy: {image: 'nginx:1.27'}}\n",
  "stacks/edge/stack.yaml": "host: app-1\n",
};
const IMAGES = { "seisei/web:sha-1a1a1a1": "linux/amd64", "library/nginx:1.27": "linux/amd64" };

describe("make lock", () => {
  let registry: FakeRegistry;
  const start = async (...args: Parameters<typeof fakeRegistry>) => {
    registry = await fakeRegistry(...args);
    return registry.address;
  };
  const lockFile = (source: Repository, name: string) => readFileSync(join(source.folder, "audit/locks", name), "utf8");
  const lockedDigest = (source: Repository, image: string) =>
    JSON.parse(lockFile(source, "docker_images.lock.json")).images[image]?.digest;

  afterEach(() => {
    registry?.close();
    removeRepositories();
  });

  it("writes locks with which a release opens", async () => {
    const source = repository().write(STACKS);
    await writeLocks(source.folder, await start(IMAGES));
    source.release("main1.0");
    const release = await openRelease(source.folder, "main1.0");
    const { digest } = manifestFor("linux/amd64", "seisei/web:sha-1a1a1a1");
    assert.equal(release.stack("web").services.get("web")?.digest, digest);
    assert.match(lockFile(source, "odoo_addons_modules.hash.txt"), /^[0-9a-f]{64} {2}stacks\/web\/addons\/sale\n$/);
    assert.equal(lockFile(source, "compose_sha256.lock.txt").split("\n").length, 3);
  });

  it("asks once for an image that several services use, and reads nothing again that it knows", async () => {
    const source = repository().write(STACKS);
    const address = await start(IMAGES);
    await writeLocks(source.folder, address);
    const nginx = registry.requests.filter((request) => request.includes("library/nginx"));
    assert.deepEqual(
      nginx.map((request) => request.split(" ")[0]),
      ["HEAD", "GET", "GET"],
    );
    registry.requests.length = 0;
    assert.deepEqual(await writeLocks(source.folder, address), [
      "audit/locks: 2 images, 2 compose files, 1 module; nothing changed",
    ]);
    assert.deepEqual(
      registry.requests.map((request) => request.split(" ")[0]),
      ["HEAD", "HEAD"],
    );
  });

  it("says in aligned lines what changed", async () => {
    const source = repository().write(STACKS);
    const address = await start({ ...IMAGES, "library/nginx:1.28": "linux/amd64" });
    await writeLocks(source.folder, address);
    source.write({
      "stacks/edge/docker-compose.yml": "services: {proxy: {image: 'nginx:1.28'}}\n",
      "stacks/web/docker-compose.yml": "services: {web: {image: 'ghcr.io/seisei/web:sha-1a1a1a1'}}\n",
      "stacks/web/addons/sale/__pycache__/main.pyc": "compiled",
    });
    const lines = await writeLocks(source.folder, address);
    assert.deepEqual(
      lines.map((line) => line.replace(/[0-9a-f]{12}/g, "#")),
      [
        "removed  image         nginx:1.27                      #",
        "new      image         nginx:1.28                      #",
        "changed  compose file  stacks/edge/docker-compose.yml  # → #",
        "changed  compose file  stacks/web/docker-compose.yml   # → #",
        "audit/locks: 2 images, 2 compose files, 1 module; 4 changed: commit audit/locks",
      ],
    );
  });

  it("leaves out what git ignores", async () => {
    const source = repository().write({
      ...STACKS,
      ".gitignore": ".env\nacme/\n",
      "stacks/web/.env": "A=b\n",
      "stacks/web/acme/x": "",
    });
    await writeLocks(source.folder, await start(IMAGES));
    assert.ok(lockedDigest(source, "nginx:1.27"));
  });

  it("keeps a digest that the compose file has", async () => {
    const { digest } = manifestFor("linux/amd64", "library/nginx:1.27");
    const source = repository().write({
      "stacks/edge/docker-compose.yml": `services: {proxy: {image: 'nginx:1.26@${digest}'}}\n`,
      "stacks/edge/stack.yaml": "host: app-1\n",
    });
    await writeLocks(source.folder, await start(IMAGES));
    assert.equal(lockedDigest(source, "nginx:1.26"), digest);
  });

  it("names every image that the registry has not, with file and line, and writes nothing", async () => {
    const source = repository().write(STACKS);
    await assert.rejects(writeLocks(source.folder, await start({})), (error: Error) => {
      const [edge, web, proxy] = error.message.split("\n");
      assert.match(
        edge!,
        /^stacks\/edge\/docker-compose\.yml:1: services\.proxy\.image: expected an image that its registry has, got nginx:1\.27/,
      );
      assert.match(
        web!,
        /^stacks\/web\/docker-compose\.yml:3: .*got ghcr\.io\/seisei\/web:sha-1a1a1a1, which is not at http.*\(as seisei\/web\); correct the name/,
      );
      assert.match(proxy!, /^stacks\/web\/docker-compose\.yml:5: /);
      return error.name === "UserError";
    });
    assert.equal(existsSync(join(source.folder, "audit")), false);
  });

  const refuses = async (address: string, message: RegExp) =>
    assert.rejects(writeLocks(repository().write(STACKS).folder, address), { name: "UserError", message });

  it("refuses an image for another platform", async () =>
    refuses(
      await start({ ...IMAGES, "library/nginx:1.27": "linux/arm64" }),
      /expected an image for linux\/amd64, got nginx:1\.27 for linux\/arm64/,
    ));

  it("refuses a manifest that is not the one that its digest names", async () =>
    refuses(
      await start(IMAGES, { corrupt: true }),
      /expected a manifest with sha256:\w+ for nginx:1\.27, got sha256:/,
    ));

  it("tells a registry that failed from an image that is not there", async () =>
    refuses(
      await start(IMAGES, { status: 503 }),
      /could not read nginx:1\.27 at .*the registry answered 503; try again later/,
    ));

  it("tells once that a registry does not answer", async () => {
    const address = await start(IMAGES);
    registry.close();
    await refuses(address, /^could not ask http:\/\/127\.0\.0\.1:\d+ \(.*ECONNREFUSED.*\); check the network[^\n]*$/);
  });

  it("refuses a stack with a mistake before it asks anybody", async () => {
    const source = repository().write({ ...STACKS, "stacks/web/stack.yaml": "hosts: a\n" });
    await assert.rejects(writeLocks(source.folder, await start(IMAGES)), {
      name: "UserError",
      message: /stack\.yaml:1: hosts/,
    });
    assert.deepEqual(registry.requests, []);
  });

  describe("at a registry with a token server", () => {
    const login = `Basic ${Buffer.from("ann:secret").toString("base64")}`;
    const before = process.env.DOCKER_CONFIG;
    afterEach(() => {
      if (before === undefined) delete process.env.DOCKER_CONFIG;
      else process.env.DOCKER_CONFIG = before;
    });

    it("gets a token with the login that Docker has", async () => {
      const address = await start(IMAGES, { login });
      const auths = { [new URL(address).host]: { auth: login.slice("Basic ".length) } };
      const source = repository().write({ ...STACKS, "docker/config.json": JSON.stringify({ auths }) });
      process.env.DOCKER_CONFIG = join(source.folder, "docker");
      await writeLocks(source.folder, address);
      assert.ok(registry.requests.includes("GET /token?scope=repository%3Ax%3Apull&service=fake"));
    });

    it("refuses a Docker configuration that is no JSON without showing what is in it", async () => {
      const source = repository().write({ ...STACKS, "config.json": '{"auths": secret' });
      process.env.DOCKER_CONFIG = source.folder;
      await assert.rejects(writeLocks(source.folder, await start(IMAGES, { login })), (error: Error) => {
        assert.match(error.message, /config\.json: expected JSON, got something else/);
        return error.name === "UserError" && !error.message.includes("secret");
      });
    });

    it("says that access was denied when there is no login, and shows no secret", async () => {
      process.env.DOCKER_CONFIG = repository().folder;
      await refuses(await start(IMAGES, { login }), /could not read nginx:1\.27 at .*: access denied; .*docker login/);
    });
  });
});
