import { openAsBlob } from "node:fs";
import type { BuiltLayer } from "./layers.ts";

/** The two calls of the OCI distribution API that a push needs, for one registry without authentication. */
export class Registry {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url.replace(/\/$/, "");
  }

  /** Uploads a blob unless the repository has it; takes it over from `from` when another repository has it. */
  async pushBlob(repository: string, digest: string, content: () => Promise<Blob>, from?: string): Promise<void> {
    const head = await fetch(`${this.#url}/v2/${repository}/blobs/${digest}`, { method: "HEAD" });
    if (head.ok) return;
    const mount = from ? `?mount=${digest}&from=${encodeURIComponent(from)}` : "";
    const begun = await this.#send(`/v2/${repository}/blobs/uploads/${mount}`, { method: "POST" });
    if (begun.status === 201) return;
    const location = new URL(begun.headers.get("location")!, this.#url);
    location.searchParams.set("digest", digest);
    await this.#send(location, {
      method: "PUT",
      body: await content(),
      headers: { "Content-Type": "application/octet-stream" },
    });
  }

  async pushManifest(repository: string, tag: string, mediaType: string, manifest: Buffer): Promise<void> {
    await this.#send(`/v2/${repository}/manifests/${tag}`, {
      method: "PUT",
      body: new Uint8Array(manifest),
      headers: { "Content-Type": mediaType },
    });
  }

  async #send(path: string | URL, request: RequestInit): Promise<Response> {
    const url = new URL(path, this.#url);
    const response = await fetch(url, request);
    if (!response.ok) throw new Error(`${request.method} ${url}: ${response.status} ${await response.text()}`);
    return response;
  }
}

/** A layer's bytes, read from disk while they are sent. */
export function layerContent(layer: BuiltLayer): () => Promise<Blob> {
  return () => openAsBlob(layer.file);
}
