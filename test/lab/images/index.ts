import { createHash } from "node:crypto";
import { type BuiltLayer, buildLayer } from "./layers.ts";
import { type Image, images, type Layer } from "./recipes.ts";
import { layerContent, Registry } from "./registry.ts";

const mediaTypes = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
};

/**
 * Builds the lab's images where the cache does not have them and pushes them into a registry by its HTTP API, without
 * a Docker daemon. Needs root, for the installations. Images that the registry has already cost one request a blob.
 *
 * @param registryUrl for example `http://10.20.30.1:5000`
 */
export async function pushImages(registryUrl: string, progress: (line: string) => void): Promise<void> {
  const registry = new Registry(registryUrl);
  const built = new Map<Layer, BuiltLayer>();
  const holders = new Map<string, string>(); // digest → a repository that has the blob
  for (const image of images) {
    const layers: BuiltLayer[] = [];
    for (const layer of image.layers) {
      const done = built.get(layer) ?? (await buildLayer(layer, progress));
      built.set(layer, done);
      await registry.pushBlob(image.repository, done.digest, layerContent(done), holders.get(done.digest));
      holders.set(done.digest, image.repository);
      layers.push(done);
    }
    await pushManifest(registry, image, layers);
  }
  const bytes = [...built.values()].reduce((sum, layer) => sum + layer.size, 0);
  progress(`${images.length} images in the registry (${Math.round(bytes / 1e6)} MB in ${built.size} layers)`);
}

async function pushManifest(registry: Registry, image: Image, layers: readonly BuiltLayer[]): Promise<void> {
  const config = json({
    created: "1970-01-01T00:00:00Z",
    architecture: "amd64",
    os: "linux",
    config: {
      Env: ["PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
      ...image.config,
      Labels: { "org.opencontainers.image.version": image.tag },
    },
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => digest) },
  });
  const configDigest = `sha256:${createHash("sha256").update(config).digest("hex")}`;
  await registry.pushBlob(image.repository, configDigest, async () => new Blob([new Uint8Array(config)]));
  const manifest = json({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, size: config.length, digest: configDigest },
    layers: layers.map(({ digest, size }) => ({ mediaType: mediaTypes.layer, size, digest })),
  });
  await registry.pushManifest(image.repository, image.tag, mediaTypes.manifest, manifest);
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
