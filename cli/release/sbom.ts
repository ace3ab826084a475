import { createHash } from "node:crypto";
import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import type { LockedImage } from "../../release/locks.ts";
import type { StackRelease } from "../../release/types.ts";
import type { TagTree } from "./tag-tree.ts";

/**
 * The images of a release as a bill of materials: CycloneDX 1.6 in JSON, the same text for the same tag. Each image has its
 * name, tag and digest, and as properties its platform and the stacks that use it.
 * @param locked what the lock says of an image, by name with tag
 */
export function billOfMaterials(
  { tag, id, commit, time }: TagTree,
  stacks: readonly StackRelease[],
  locked: ReadonlyMap<string, LockedImage>,
): string {
  const release = new Models.Component(Enums.ComponentType.Application, "seisei", {
    bomRef: `seisei@${tag}`,
    version: tag,
    properties: new Models.PropertyRepository([new Models.Property("seisei:commit", commit)]),
  });
  const images = new Map<string, { image: string; digest: string; stacks: Set<string> }>();
  for (const { name, services } of stacks) {
    for (const { image, digest, reference } of services.values()) {
      const known = images.get(reference) ?? { image, digest, stacks: new Set() };
      images.set(reference, { ...known, stacks: known.stacks.add(name) });
    }
  }
  const components = [...images].map(([reference, { image, digest, stacks }]) => {
    const { platform, digest: pinned } = locked.get(image) ?? {};
    return component(reference, image, digest, pinned === digest ? platform : undefined, [...stacks]);
  });
  for (const { bomRef } of components) release.dependencies.add(bomRef);
  const bom = new Models.Bom({
    serialNumber: `urn:uuid:${uuidOf(id)}`,
    metadata: new Models.Metadata({ component: release, timestamp: time }),
    components: new Models.ComponentRepository(components),
  });
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

function component(reference: string, image: string, digest: string, platform: string | undefined, stacks: string[]) {
  const [, name = "", tag = ""] = /^(.*):([^:/]+)$/.exec(image) ?? [];
  const properties = [
    ...(platform === undefined ? [] : [["seisei:platform", platform] as const]),
    ...stacks.map((stack) => ["seisei:stack", stack] as const),
  ].map(([key, value]) => new Models.Property(key, value));
  return new Models.Component(Enums.ComponentType.Container, name, {
    bomRef: reference,
    version: tag,
    hashes: new Models.HashDictionary([[Enums.HashAlgorithm["SHA-256"], digest.replace("sha256:", "")]]),
    purl: packageUrl(name, tag, digest, platform),
    properties: new Models.PropertyRepository(properties),
  });
}

/** https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md; an image of Docker's own registry names none. */
function packageUrl(name: string, tag: string, digest: string, platform: string | undefined): string {
  const [registry = "", ...rest] = name.split("/");
  const qualifiers = [
    ...(platform === undefined ? [] : [`arch=${encodeURIComponent(platform.split("/")[1] ?? platform)}`]),
    ...(rest.length > 0 && /[.:]|^localhost$/.test(registry) ? [`repository_url=${encodeURIComponent(name)}`] : []),
    `tag=${encodeURIComponent(tag)}`,
  ];
  return `pkg:oci/${name.split("/").at(-1)}@${encodeURIComponent(digest)}?${qualifiers.join("&")}`;
}

/** A UUID of version 8 (RFC 9562: made of what its maker chose) from the id of the tag's object. */
function uuidOf(id: string): string {
  const hex = createHash("sha256").update(id).digest("hex");
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join("-");
}
