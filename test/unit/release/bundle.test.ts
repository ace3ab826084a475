import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { openRelease } from "../../../release/release.ts";
import { DIGEST, lock, removeRepositories, repository, WEB } from "./repository.ts";

const tar = (bundle: Buffer, ...args: string[]) => execFileSync("tar", args, { input: bundle }).toString();
const long = `deep/${"x".repeat(120)}/文書.txt`;

async function make(
  tags: Record<string, Parameters<ReturnType<typeof repository>["release"]>[1]>,
  script = "exit 0\n",
) {
  const source = repository();
  for (const [tag, files] of Object.entries(tags)) source.release(tag, files);
  return Promise.all(
    Object.keys(tags).map(async (tag) => (await openRelease(source.folder, tag)).stack("web").bundle(script)),
  );
}

describe("a bundle", () => {
  afterEach(removeRepositories);

  it("has the same bytes for the same content under another tag, and no tag's name", async () => {
    const [first, second] = await make({ "main1.0.7": WEB, "main1.0.8": { "README.md": "other" } });
    assert.ok(first?.equals(second!));
    assert.ok(!first?.includes("main1.0.7"));
  });

  it("has other bytes when a file, its mode, the script or a digest differs", async () => {
    const [first, edited, executable, pinned] = await make({
      "main1.0": WEB,
      "main1.0.1": { "stacks/web/conf/site.conf": "other\n" },
      "main1.0.2": { "stacks/web/conf/site.conf": { content: "server {}\n", executable: true } },
      "main1.0.3": {
        ...WEB,
        "audit/locks/docker_images.lock.json": lock("nginx:1.27").replace(DIGEST, `sha256:${"b".repeat(64)}`),
      },
    });
    const [script] = await make({ "main1.0": WEB }, "exit 1\n");
    const different = new Set([first, edited, executable, pinned, script].map((bundle) => bundle!.toString("base64")));
    assert.equal(different.size, 5);
  });

  it("has a line for each process that loads configuration, and no file for none", async () => {
    const loaded = 'loaded: [{service: web, process: "nginx: worker process", files: [conf, conf/site.conf]}]';
    const [without, bundle] = await make({
      "main1.0": WEB,
      "main1.0.1": { "stacks/web/stack.yaml": `host: app-1\n${loaded}\n` },
    });
    assert.equal(tar(bundle!, "-xO", "loaded"), "web\tnginx: worker process\tconf\tconf/site.conf\n");
    assert.doesNotMatch(tar(without!, "-t"), /loaded/);
  });

  it("has a file for each command that dumps or restores a service", async () => {
    const commands = '{service: web, restore: "cat >/rows\\n: done", dump: cat /rows}';
    const [bundle] = await make({
      "main1.0": { ...WEB, "stacks/web/stack.yaml": `host: app-1\ndata: {dumps: [${commands}]}\n` },
    });
    assert.deepEqual(
      tar(bundle!, "-t")
        .split("\n")
        .filter((name) => name.startsWith("dumps/")),
      ["dumps/web/dump", "dumps/web/restore"],
    );
    assert.equal(tar(bundle!, "-xO", "dumps/web/restore"), "cat >/rows\n: done\n");
  });

  it("lists its members in a fixed order, owned by nobody in particular, at time 0, with git's modes", async () => {
    const [bundle] = await make({ "main1.0": { ...WEB, "stacks/web/run.sh": { content: "x", executable: true } } });
    const lines = tar(bundle!, "-tv", "--utc", "--numeric-owner").trim().split("\n");
    assert.ok(lines.every((line) => / 0\/0 .* 1970-01-01 00:00 /.test(line)));
    assert.deepEqual(
      lines.map((line) => `${line.slice(0, 10)} ${line.split(" ").at(-1)}`),
      [
        "-rwxr-xr-x apply.sh",
        "-rw-r--r-- compose.override.yml",
        "-rw-r--r-- health",
        "-rw-r--r-- manifest",
        "-rw-r--r-- services",
        "-rw-r--r-- settings",
        "-rw-r--r-- files/conf/site.conf",
        "-rw-r--r-- files/docker-compose.yml",
        "-rwxr-xr-x files/run.sh",
        "-rw-r--r-- files/stack.yaml",
      ],
    );
  });

  it("tells the host the services, their tracked mounts, the health addresses and the time", async () => {
    const [bundle] = await make({
      "main1.0": {
        ...WEB,
        "stacks/web/stack.yaml": "host: app-1\nhealth: ['http://127.0.0.1/', 'http://127.0.0.1/x']\ntimeout: 30\n",
        "stacks/web/docker-compose.yml":
          "services:\n  web:\n    image: nginx:1.27\n    restart: always\n    volumes: ['./conf:/c']\n  job: {image: 'nginx:1.27', scale: 2}\n",
      },
    });
    const member = (name: string) => tar(bundle!, "-xO", name);
    const reference = `nginx:1.27@${DIGEST}`;
    assert.equal(member("services"), `web\t${reference}\tservice\t1\tconf\njob\t${reference}\tone-shot\t2\n`);
    assert.equal(
      member("compose.override.yml"),
      `services:\n  web:\n    image: ${reference}\n  job:\n    image: ${reference}\n`,
    );
    assert.equal(member("health"), "http://127.0.0.1/\nhttp://127.0.0.1/x\n");
    assert.equal(member("settings"), "timeout=30\n");
    assert.equal(member("apply.sh"), "exit 0\n");
  });

  it("has the stack's own override file and the digests as one, and leaves variables to the host", async () => {
    const own = 'services:\n  web:\n    image: nginx:1.27\n    labels: {rule: "${RULE:-a}"}\n';
    const [bundle] = await make({ "main1.0": { ...WEB, "stacks/web/docker-compose.override.yml": own } });
    assert.equal(
      tar(bundle!, "-xO", "compose.override.yml"),
      `services:\n  web:\n    image: nginx:1.27@${DIGEST}\n    labels:\n      rule: \${RULE:-a}\n`,
    );
    assert.equal(tar(bundle!, "-xO", "files/docker-compose.override.yml"), own);
  });

  it("has a manifest that sha256sum accepts, for long names and names with spaces too", async () => {
    const source = repository().release("main1.0", {
      ...WEB,
      [`stacks/web/${long}`]: "x",
      "stacks/web/with space.txt": "y",
    });
    const bundle = await (await openRelease(source.folder, "main1.0")).stack("web").bundle("");
    source.write({ "unpacked/here": "" });
    execFileSync("tar", ["-x"], { input: bundle, cwd: `${source.folder}/unpacked` });
    const checked = execFileSync("sha256sum", ["-c", "--strict", "../manifest"], {
      cwd: `${source.folder}/unpacked/files`,
    });
    assert.equal(checked.toString().trim().split("\n").length, 5);
  });
});
