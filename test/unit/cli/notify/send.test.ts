import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { run } from "../../../lab/process.ts";
import { lock, removeRepositories, repository, WEB } from "../../release/repository.ts";

const secretPath = "/services/T000/B000/sesame";

describe("drift-check --notify", () => {
  let server: Server;
  let received: string[];
  let status: number;

  /** The check of locks that miss an image, or of good ones. */
  const check = async (
    good: boolean,
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${secretPath}`,
  ) => {
    const { folder } = repository().write({
      ...WEB,
      "Pulumi.yaml": "name: seisei\n",
      "audit/locks/docker_images.lock.json": good ? lock("nginx:1.27") : lock(),
      "audit/locks/compose_sha256.lock.txt":
        "d3cd7ef2d1ad57a3c5ac4ac1a0d1d44ff3b7cd8d4d2e21c1d3f8a8ca8e8c9d10  stacks/web/docker-compose.yml\n",
    });
    if (good)
      await run("sh", ["-c", `sha256sum stacks/web/docker-compose.yml > audit/locks/compose_sha256.lock.txt`], {
        cwd: folder,
      });
    const args = [join(process.cwd(), "cli/main.ts"), "drift-check", "--local", "--notify"];
    const { code, stdout, stderr } = await run("node", args, {
      cwd: folder,
      env: { SEISEI_WEBHOOK: url },
      check: false,
    });
    assert.doesNotMatch(stdout + stderr, /sesame/, "the address is a secret");
    return { code, stdout, stderr: stderr.trim() };
  };

  before((done) => {
    server = createServer(async (request, response) => {
      received.push(`${request.method} ${request.url} ${await text(request)}`);
      response.writeHead(status).end("no_text");
    }).listen(0, "127.0.0.1", done);
  });
  beforeEach(() => {
    [received, status] = [[], 200];
  });
  after((done) => {
    removeRepositories();
    server.close(done);
  });

  it("posts what was found, in the form that Slack takes", async () => {
    const { code, stderr } = await check(false);
    assert.deepEqual([code, stderr, received.length], [1, "", 1]);
    const [method, path, ...body] = received[0]!.split(" ");
    assert.deepEqual([method, path], ["POST", secretPath]);
    const { text, blocks } = JSON.parse(body.join(" "));
    assert.equal(text, "Drift check against work tree: 2 findings");
    assert.match(blocks[1].text.text, /^\*repository\/web\* nginx:1\.27 is not in /);
  });

  it("posts nothing when there is no drift", async () => {
    assert.deepEqual([(await check(true)).code, received], [0, []]);
  });

  it("keeps the check's exit code and its report when the receiver fails, and says so in one line", async () => {
    status = 500;
    const { code, stdout, stderr } = await check(false);
    assert.deepEqual([code, stderr], [1, "the notification was not taken: the receiver answered 500"]);
    assert.match(stdout, /^drift: /m);
  });

  it("keeps them when nobody answers, too", async () => {
    const { code, stderr } = await check(false, `http://127.0.0.1:2${secretPath}`);
    assert.equal(code, 1);
    assert.match(stderr, /^the notification was not sent: ECONNREFUSED; check the receiver and SEISEI_WEBHOOK$/);
  });

  for (const url of ["", "sesame"]) {
    it(`is refused before anything is checked when the receiver is ${url ? "no address" : "not set"}`, async () => {
      const { code, stdout, stderr } = await check(false, url);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, /SEISEI_WEBHOOK/);
    });
  }
});
