import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { openRelease } from "../../../release/release.ts";
import { DIGEST, lock, removeRepositories, repository, WEB } from "./repository.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("a release", () => {
  afterEach(removeRepositories);

  it("says what each stack is: commit, files with hash and mode, services with digest, networks", async () => {
    const source = repository().release("main1.0.1", {
      ...WEB,
      "stacks/web/start.sh": { content: "#!/bin/sh\n", executable: true },
      "stacks/web/docker-compose.yml":
        "services:\n  web: {image: 'nginx:1.27', restart: always}\nnetworks: {edge: {external: true}, own: {}}\n",
    });
    const release = await openRelease(source.folder, "main1.0.1");
    assert.deepEqual(release.stackNames, ["web"]);
    assert.equal(release.commit, source.git("rev-parse", "HEAD").trim());
    const web = release.stack("web");
    assert.equal(web.release, "main1.0.1");
    assert.deepEqual([...web.files.keys()], ["conf/site.conf", "docker-compose.yml", "stack.yaml", "start.sh"]);
    assert.equal(web.files.get("conf/site.conf")?.sha256, sha256("server {}\n"));
    assert.deepEqual(
      [...web.files.values()].map((file) => file.executable),
      [false, false, false, true],
    );
    assert.deepEqual(web.services.get("web"), {
      image: "nginx:1.27",
      digest: DIGEST,
      reference: `nginx:1.27@${DIGEST}`,
      oneShot: false,
      replicas: 1,
      mounts: [],
    });
    assert.deepEqual(web.networks, ["edge"]);
  });

  it("is the tag's, whatever the work tree, the index and later commits say", async () => {
    const source = repository().release("main1.0", WEB);
    source.release("main1.0.1", { "stacks/web/conf/site.conf": "later\n" });
    source.write({ "stacks/web/conf/site.conf": "dirty\n", "stacks/web/stack.yaml": "not: valid\n" });
    source.git("add", "stacks/web/stack.yaml");
    const web = (await openRelease(source.folder, "main1.0")).stack("web");
    assert.equal(web.files.get("conf/site.conf")?.content.toString(), "server {}\n");
    assert.equal(web.definition.host, "app-1");
  });

  it("reads a stack's folder once when two releases have the same one", async () => {
    const source = repository().release("main1.0", WEB);
    source.release("main1.0.1", { "other.txt": "x" }).release("main1.0.2", { "stacks/web/conf/site.conf": "new\n" });
    const [first, second, third] = await Promise.all(
      ["main1.0", "main1.0.1", "main1.0.2"].map(async (tag) => (await openRelease(source.folder, tag)).stack("web")),
    );
    assert.equal(first?.files, second?.files);
    assert.notEqual(first?.files, third?.files);
    assert.deepEqual([first?.release, second?.release], ["main1.0", "main1.0.1"]);
  });

  it("takes a digest that the compose file has over the lock's", async () => {
    const own = `sha256:${"b".repeat(64)}`;
    const source = repository().release("main1.0", {
      ...WEB,
      "stacks/web/docker-compose.yml": `services: {web: {image: 'nginx:1.27@${own}'}}\n`,
    });
    const web = (await openRelease(source.folder, "main1.0")).stack("web");
    assert.equal(web.services.get("web")?.reference, `nginx:1.27@${own}`);
  });

  it("opens one stack for a pin although another one of that release has a mistake", async () => {
    const source = repository().release("main1.0", { ...WEB, "stacks/bad/stack.yaml": "host: 1\n" });
    assert.equal((await openRelease(source.folder, "main1.0", ["web"])).stack("web").name, "web");
    await assert.rejects(openRelease(source.folder, "main1.0"), { name: "UserError", message: /stacks\/bad/ });
  });

  it("tells every mistake of every stack in one error, a line each", async () => {
    const source = repository().release("main1.0", {
      ...WEB,
      "stacks/web/stack.yaml": "hosts: app-1\n",
      "stacks/a/docker-compose.yml": "services: {a: {image: 'redis:7'}}\n",
      "stacks/a/stack.yaml": "host: app-1\n",
    });
    await assert.rejects(openRelease(source.folder, "main1.0"), (error: Error) => {
      assert.equal(error.message.split("\n").length, 3);
      assert.match(
        error.message,
        /^stacks\/a\/docker-compose\.yml:1: services\.a\.image: expected a digest for redis:7 /m,
      );
      assert.match(error.message, /^stacks\/web\/stack\.yaml:1: hosts: expected one of the keys host, after/m);
      assert.match(error.message, /^stacks\/web\/stack\.yaml:1: host: expected the host, got nothing/m);
      return true;
    });
  });

  it("gives the names of its stacks when asked for another", async () => {
    const release = await openRelease(repository().release("main1.0", WEB).folder, "main1.0");
    assert.throws(() => release.stack("wbe"), {
      name: "UserError",
      message: /expected one of its stacks \(web\), got "wbe"/,
    });
  });
});

describe("a tag is refused", () => {
  afterEach(removeRepositories);
  const refuses = async (folder: string, tag: string, message: RegExp) =>
    assert.rejects(openRelease(folder, tag), { name: "UserError", message });

  it("when it is malformed", () => refuses("/", "v1.0", /got "v1\.0"/));

  it("when the repository has it not, with the last releases", async () => {
    const source = repository().release("main1.0", WEB).release("main1.0.9").release("main1.0.10");
    await refuses(source.folder, "main9.9", /^main9\.9: .*main1\.0\.10, main1\.0\.9, main1\.0\).*git fetch --tags/);
  });

  it("when it is lightweight, with the command that makes it again", async () => {
    const source = repository().release("main1.0", WEB);
    source.git("tag", "main1.0.1");
    await refuses(
      source.folder,
      "main1.0.1",
      /got a lightweight one; make it again with `git tag -a -f main1\.0\.1 main1\.0\.1`/,
    );
    source.git("tag", "-a", "-f", "-m", "again", "main1.0.1", "main1.0.1");
    assert.equal((await openRelease(source.folder, "main1.0.1")).tag, "main1.0.1");
  });

  it("when only a branch has the name", async () => {
    const source = repository().release("main1.0", WEB);
    source.git("branch", "main1.0.1");
    await refuses(source.folder, "main1.0.1", /expected a tag of this repository/);
  });

  it("when its commit has no stack", async () => {
    await refuses(
      repository().release("main1.0", { "README.md": "x" }).folder,
      "main1.0",
      /at least one stack, got none/,
    );
  });

  it("when the folder is no repository, in git's words", () => refuses("/proc", "main1.0", /not a git repository/));
});

describe("a stack is refused", () => {
  afterEach(removeRepositories);
  const refuses = async (files: Parameters<ReturnType<typeof repository>["release"]>[1], message: RegExp) => {
    const source = repository().release("main1.0", { ...WEB, ...files });
    await assert.rejects(openRelease(source.folder, "main1.0"), { name: "UserError", message });
  };

  it("without a digest in the lock", () =>
    refuses(
      { "audit/locks/docker_images.lock.json": lock("redis:7") },
      /^stacks\/web\/docker-compose\.yml:3: services\.web\.image: .*nginx:1\.27.*`make lock`/,
    ));
  it("without any lock", () =>
    refuses(
      { "audit/locks/docker_images.lock.json": null },
      /^audit\/locks\/docker_images\.lock\.json: expected the digest of each image, got none at all[^\n]*$/,
    ));
  it("with a lock that is no JSON", () =>
    refuses({ "audit/locks/docker_images.lock.json": "{" }, /^audit\/locks\/docker_images\.lock\.json: expected JSON/));
  it("with a lock whose digest is cut short", () =>
    refuses(
      {
        "audit/locks/docker_images.lock.json":
          '{"images":{"nginx:1.27":{"digest":"sha256:ab","platform":"linux/amd64"}}}',
      },
      /images\.nginx:1\.27: expected a digest/,
    ));
  it("with a .env in git", () =>
    refuses({ "stacks/web/.env": "A=b\n" }, /^stacks\/web\/\.env: expected no \.env in git.*git rm --cached/));
  it("with a symbolic link", () =>
    refuses(
      { "stacks/web/conf/link": { link: "/etc" } },
      /^stacks\/web\/conf\/link: expected a file, got a symbolic link/,
    ));
  it("without stack.yaml", () =>
    refuses({ "stacks/web/stack.yaml": null }, /^stacks\/web\/stack\.yaml: .*got none; write at least `host: <name>`/));
  it("without a compose file", () =>
    refuses(
      { "stacks/web/docker-compose.yml": null },
      /^stacks\/web\/docker-compose\.yml: expected a compose file, got none/,
    ));
  it("with a second compose file", () =>
    refuses({ "stacks/web/compose.yaml": "services: {}\n" }, /got compose\.yaml and docker-compose\.yml; merge them/));
  it("with a compose file of another name", () =>
    refuses(
      { "stacks/web/docker-compose.yml": null, "stacks/web/compose.yaml": "services: {}\n" },
      /compose\.yaml: expected the name docker-compose\.yml/,
    ));
  it("with a folder's name that Compose cannot use", () =>
    refuses({ "stacks/Web/stack.yaml": "host: a\n" }, /^stacks\/Web: expected a folder's name of small letters/m));
  const loaded = (entry: string) => ({ "stacks/web/stack.yaml": `host: a\nloaded:\n  - ${entry}\n` });
  it("with loaded configuration of a service that it does not have", () =>
    refuses(loaded("{service: app, process: p, files: [conf]}"), /stack\.yaml:3: loaded: .*\(web\), got app/));
  it("with loaded configuration that git does not know", () =>
    refuses(loaded("{service: web, process: p, files: [other]}"), /:3: loaded: .* git knows, got other/));
  it("with loaded configuration that the service does not mount", () =>
    refuses(loaded("{service: web, process: p, files: [stack.yaml]}"), /:3: loaded: .* web mounts, got stack\.yaml/));

  it("with an addons folder that has no module", () =>
    refuses(
      { "stacks/web/stack.yaml": "host: a\naddons: [conf]\n" },
      /stack\.yaml:2: addons: expected a folder with modules in git, got "conf"/,
    ));
  it("with a stale hash of its compose file, naming `make lock`", () =>
    refuses(
      { "audit/locks/compose_sha256.lock.txt": `${"0".repeat(64)}  stacks/web/docker-compose.yml\n` },
      /^audit\/locks\/compose_sha256\.lock\.txt: stacks\/web\/docker-compose\.yml: .*`make lock`/,
    ));
  it("but not with the right hash of its compose file", async () => {
    const hash = sha256(WEB["stacks/web/docker-compose.yml"] as string);
    const source = repository().release("main1.0", {
      ...WEB,
      "audit/locks/compose_sha256.lock.txt": `${hash}  stacks/web/docker-compose.yml\n`,
    });
    assert.equal((await openRelease(source.folder, "main1.0")).stack("web").name, "web");
  });
  it("with a stale hash of a module", () =>
    refuses(
      {
        "stacks/web/stack.yaml": "host: a\naddons: [addons]\n",
        "stacks/web/addons/sale/main.py": "x",
        "audit/locks/odoo_addons_modules.hash.txt": `${"0".repeat(64)}  stacks/web/addons/sale\n`,
      },
      /^audit\/locks\/odoo_addons_modules\.hash\.txt: stacks\/web\/addons\/sale: expected [0-9a-f]{64}, .*`make lock`/,
    ));
  it("with the hash of a module that is gone", () =>
    refuses(
      { "audit/locks/odoo_addons_modules.hash.txt": `${"0".repeat(64)}  stacks/web/addons/gone\n` },
      /addons\/gone: expected a module that the release has/,
    ));
});
