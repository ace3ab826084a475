import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { requireImages } from "../../../../cli/rehearse/images.ts";
import type { StackRelease } from "../../../../release/types.ts";

const stack = (name: string, ...images: string[]) =>
  ({ name, services: new Map(images.map((image) => [image, { image }])) }) as unknown as StackRelease;

describe("the images of a rehearsal", () => {
  let server: Server;
  let registry: string;

  before((done) => {
    server = createServer(({ url }, response) => {
      response.statusCode = url === "/v2/library/nginx/manifests/1.27" ? 200 : url?.includes("broken") ? 500 : 404;
      response.end();
    }).listen(0, "127.0.0.1", () => {
      registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    });
  });
  after(() => server.close());

  it("are those that the lab's registry has", () => requireImages(registry, [stack("web", "nginx:1.27")]));

  it("are named all at once where it has them not, each with its stacks", () =>
    assert.rejects(
      requireImages(registry, [
        stack("web", "nginx:1.27", "ghcr.io/acme/shop:2"),
        stack("api", "ghcr.io/acme/shop:2", "redis:9"),
      ]),
      {
        name: "UserError",
        message:
          /^expected images that the lab has, got ghcr\.io\/acme\/shop:2 \(web, api\), redis:9 \(api\); add them/,
      },
    ));

  it("are not taken for missing where the registry could not say", () =>
    assert.rejects(requireImages(registry, [stack("web", "broken:1")]), {
      name: "UserError",
      message: /answered 500/,
    }));
});
