import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { withSizes } from "../../../../cli/plan/sizes.ts";
import { digest } from "./releases.ts";

const part = (letter: string, size: number) => ({ digest: digest(letter), size });
const amd64 = { os: "linux", architecture: "amd64" };
const manifests: Record<string, unknown> = {
  // nginx is one of several platforms; web shares the part `1` with its image before.
  [`library/nginx/manifests/${digest("a")}`]: {
    manifests: [
      { digest: digest("f"), platform: { os: "linux", architecture: "arm64" } },
      { digest: digest("b"), platform: amd64 },
    ],
  },
  [`library/nginx/manifests/${digest("b")}`]: { config: part("0", 5), layers: [part("1", 1000), part("2", 200)] },
  [`shop/web/manifests/${digest("c")}`]: { config: part("3", 7), layers: [part("4", 4000), part("5", 500)] },
  [`shop/web/manifests/${digest("d")}`]: { config: part("6", 9), layers: [part("4", 4000), part("7", 70)] },
};
const nginx = `nginx:1.27@${digest("a")}`;
const [old, now] = [`registry.example/shop/web:1@${digest("c")}`, `registry.example/shop/web:2@${digest("d")}`];
const pull = (image: string, host = "app-1") => ({ host, image, bytes: null });

describe("the size of a pull", () => {
  let server: Server;
  let registry = "";
  const asked: string[] = [];
  before(async () => {
    server = createServer(({ url = "" }, response) => {
      asked.push(url);
      const body = manifests[url.replace("/v2/", "")];
      response.writeHead(body === undefined ? 404 : 200).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  it("is that of all parts of the image for the hosts' platform", async () => {
    const { pulls, notes } = await withSizes([pull(nginx)], new Set(), registry);
    assert.deepEqual([pulls[0]!.bytes, notes], [1205, []]);
  });

  it("leaves out what the host has from the image before, and other hosts have not", async () => {
    const { pulls } = await withSizes([pull(now), pull(now, "app-2")], new Set([`app-1 ${old}`]), registry);
    assert.deepEqual(
      pulls.map(({ bytes }) => bytes),
      [79, 4079],
    );
  });

  it("is asked for once for each image", async () => {
    asked.length = 0;
    await withSizes([pull(nginx), pull(nginx, "app-2")], new Set(), registry);
    assert.equal(asked.length, 2);
  });

  it("is unknown where the registry has not the image, or nobody answers, and the reason is said once", async () => {
    const lost = `shop/lost:1@${digest("e")}`;
    const { pulls, notes } = await withSizes([pull(lost), pull(nginx)], new Set(), registry);
    assert.deepEqual(
      pulls.map(({ bytes }) => bytes),
      [null, 1205],
    );
    assert.deepEqual(notes, [`${registry} answered 404 for ${lost}`]);
    const nobody = await withSizes([pull(now), pull(nginx)], new Set(), "http://127.0.0.1:1");
    assert.deepEqual(
      nobody.pulls.map(({ bytes }) => bytes),
      [null, null],
    );
    assert.equal(nobody.notes.length, 1);
    assert.match(nobody.notes[0]!, /^could not ask http:\/\/127\.0\.0\.1:1 /);
  });
});
