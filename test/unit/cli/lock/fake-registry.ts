import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface FakeRegistry {
  readonly address: string;
  /** `METHOD /path`, in the order in which they came. */
  readonly requests: string[];
  close(): void;
}

interface Options {
  /** `Basic …` that its token server wants; absent: everybody may read. */
  login?: string;
  /** Answers every request with this status. */
  status?: number;
  /** Sends other bytes than the digest that it names. */
  corrupt?: boolean;
}

const sha256 = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** An image of one platform. */
export function manifestFor(platform = "linux/amd64", text = ""): { manifest: string; config: string; digest: string } {
  const [os, architecture] = platform.split("/");
  const config = JSON.stringify({ os, architecture, text });
  const manifest = JSON.stringify({ schemaVersion: 2, config: { digest: sha256(config) } });
  return { manifest, config, digest: sha256(manifest) };
}

/** A registry that has `images` (`library/nginx:1.27` → platform) on a free port of the loopback address. */
export async function fakeRegistry(images: Record<string, string>, options: Options = {}): Promise<FakeRegistry> {
  const resources = new Map<string, string>();
  for (const [name, platform] of Object.entries(images)) {
    const [path, tag] = name.split(":");
    const { manifest, config, digest } = manifestFor(platform, name);
    resources.set(`/v2/${path}/manifests/${tag}`, manifest);
    resources.set(`/v2/${path}/manifests/${digest}`, manifest);
    resources.set(`/v2/${path}/blobs/${sha256(config)}`, config);
  }
  const requests: string[] = [];
  const server = createServer(({ method = "", url = "", headers }, response) => {
    requests.push(`${method} ${url}`);
    const body = resources.get(url);
    if (url.startsWith("/token")) {
      response.writeHead(headers.authorization === options.login ? 200 : 401).end(JSON.stringify({ token: "a-token" }));
    } else if (options.login && headers.authorization !== "Bearer a-token") {
      const challenge = `Bearer realm="http://${headers.host}/token",service="fake",scope="repository:x:pull"`;
      response.writeHead(401, { "www-authenticate": challenge }).end();
    } else if (body === undefined || options.status !== undefined) response.writeHead(options.status ?? 404).end();
    else
      response
        .writeHead(200, { "docker-content-digest": sha256(body) })
        .end(method === "HEAD" ? undefined : body + (options.corrupt ? " " : ""));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { address, requests, close: () => server.close() };
}
