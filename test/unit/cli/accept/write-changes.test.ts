import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { writeBranch } from "../../../../cli/accept/branch.ts";
import { replaceImage } from "../../../../cli/accept/compose-image.ts";
import type { Change } from "../../../../cli/accept/host-drift.ts";
import { writeChanges } from "../../../../cli/accept/write-changes.ts";
import { checkLocks } from "../../../../cli/drift/locks.ts";
import { lock, removeRepositories, repository, WEB } from "../../release/repository.ts";

const other = `sha256:${"b".repeat(64)}`;
const image = (stack: string, tagged: string, digest = other): Change => {
  return { kind: "image", stack, service: stack, tagged, digest, platform: "linux/amd64" };
};
const file = (path: string, text?: string): Change => {
  return { kind: "file", stack: "web", path, ...(text === undefined ? {} : { content: Buffer.from(text) }) };
};
/** A second stack that uses the same image. */
const API = {
  "stacks/api/docker-compose.yml": "services: { api: { image: 'nginx:1.27', restart: always } }\n",
  "stacks/api/stack.yaml": "host: app-1\n",
};

async function written(changes: Change[], files = WEB) {
  const { folder } = repository().write({ ...files, "audit/locks/docker_images.lock.json": lock("nginx:1.27") });
  await writeChanges(folder, changes);
  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  const { images } = JSON.parse(read("audit/locks/docker_images.lock.json"));
  const { result } = await checkLocks(folder);
  assert.deepEqual(
    result.places.flatMap(({ findings }) => findings),
    [],
    "the locks say what the stacks have",
  );
  return {
    read,
    folder,
    digests: Object.fromEntries(Object.entries<{ digest: string }>(images).map(([name, { digest }]) => [name, digest])),
  };
}

describe("accepted drift", () => {
  after(removeRepositories);

  it("puts another tag into the compose file, which stays as it was else, and into the lock", async () => {
    const { read, digests } = await written([image("web", "nginx:1.28")]);
    assert.equal(
      read("stacks/web/docker-compose.yml"),
      (WEB["stacks/web/docker-compose.yml"] as string).replace("1.27", "1.28"),
    );
    assert.deepEqual(digests, { "nginx:1.28": other });
  });

  it("puts another tag into the file in which the image is written", async () => {
    const over = "services: {web: {image: 'nginx:1.27'}}\n";
    const { read } = await written([image("web", "nginx:1.28")], {
      ...WEB,
      "stacks/web/docker-compose.override.yml": over,
    });
    assert.equal(read("stacks/web/docker-compose.override.yml"), over.replace("'nginx:1.27'", "nginx:1.28"));
  });

  it("puts another digest of the same tag into the lock alone", async () => {
    const { read, digests } = await written([image("web", "nginx:1.27")]);
    assert.equal(read("stacks/web/docker-compose.yml"), WEB["stacks/web/docker-compose.yml"]);
    assert.deepEqual(digests, { "nginx:1.27": other });
  });

  it("puts the digest into the compose file when another stack means another content by the name", async () => {
    const { read, digests } = await written([image("web", "nginx:1.27")], { ...WEB, ...API });
    assert.match(read("stacks/web/docker-compose.yml"), new RegExp(`image: nginx:1.27@${other}$`, "m"));
    assert.equal(read("stacks/api/docker-compose.yml"), API["stacks/api/docker-compose.yml"]);
    assert.notEqual(digests["nginx:1.27"], other);
  });

  it("writes the lock once when all of them changed alike", async () => {
    const { digests } = await written([image("web", "nginx:1.27"), image("api", "nginx:1.27")], { ...WEB, ...API });
    assert.deepEqual(digests, { "nginx:1.27": other });
  });

  it("takes a changed file, keeps its mode, and takes out one that is gone", async () => {
    const script = { content: "#!/bin/sh\n", executable: true };
    const files = { ...WEB, "stacks/web/run.sh": script };
    const { read, folder } = await written([file("run.sh", "#!/bin/sh\nexit\n"), file("conf/site.conf")], files);
    assert.equal(read("stacks/web/run.sh"), "#!/bin/sh\nexit\n");
    assert.equal(statSync(join(folder, "stacks/web/run.sh")).mode & 0o111, 0o111);
    assert.throws(() => read("stacks/web/conf/site.conf"), /ENOENT/);
  });

  it("is refused as a whole when the result is no release", () =>
    assert.rejects(written([file("docker-compose.yml", "services: [")]), {
      name: "UserError",
      message: /is no release, so nothing was written:\nstacks\/web\/docker-compose\.yml:1/,
    }));

  it("does not guess where an image that is written elsewhere would go", () => {
    const merged = "x: &x { image: nginx:1.27 }\nservices: { web: { <<: *x } }\n";
    assert.equal(replaceImage(merged, "web", "nginx:1.28"), undefined);
  });
});

describe("the branch with accepted drift", () => {
  after(removeRepositories);
  const where = { branch: "accept-drift/now", base: "refs/tags/main1.0.0", message: "Accept\n" };

  it("has one commit on top of the release, and the user's work tree and index stay as they are", async () => {
    const own = repository().release("main1.0.0", WEB).release("main1.0.1", { "stacks/web/conf/site.conf": "later\n" });
    own.git("config", "user.name", "A Developer");
    own.git("config", "user.email", "developer@example.com");
    own.write({ "stacks/web/conf/site.conf": "not committed\n", "new.txt": "new" });
    const status = own.git("status", "--porcelain");
    const stat = await writeBranch(own.folder, where, (folder) => writeChanges(folder, [image("web", "nginx:1.28")]));
    assert.match(stat, /stacks\/web\/docker-compose\.yml/);
    assert.equal(own.git("rev-list", "--count", "main1.0.0..accept-drift/now"), "1\n");
    assert.equal(own.git("status", "--porcelain"), status);
    assert.equal(own.git("worktree", "list").split("\n").filter(Boolean).length, 1);
  });

  it("is not made when nothing differs, or when the change fails", async () => {
    const own = repository().release("main1.0.0", WEB);
    assert.equal(await writeBranch(own.folder, where, async () => {}), "");
    await assert.rejects(
      writeBranch(own.folder, where, () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.equal(own.git("branch", "--list", "accept-drift/*"), "");
    assert.equal(own.git("worktree", "list").split("\n").filter(Boolean).length, 1);
  });
});
