import { readStackContent } from "../../release/stack-content.ts";
import { stackRelease } from "../../release/stack-release.ts";
import type { StackRelease } from "../../release/types.ts";

/**
 * Stacks as a release has them.
 * @param files path below `stacks/` → text
 * @param digests image → its digest; without them all images have the same
 */
export function stacksOf(
  files: Readonly<Record<string, string>>,
  digests: ReadonlyMap<string, string> = new Map(),
): StackRelease[] {
  const names = [...new Set(Object.keys(files).map((path) => path.split("/")[0]!))];
  return names.map((name) => {
    const entries = Object.keys(files)
      .filter((path) => path.startsWith(`${name}/`))
      .map((path) => ({ mode: "100644", id: path, path: `stacks/${path}` }));
    const content = readStackContent(name, `stacks/${name}`, entries, (id) => Buffer.from(files[id]!));
    const tagged = [...(content.compose?.services.values() ?? [])].map(({ image }) => image.tagged);
    const digest = (image: string) => digests.get(image) ?? `sha256:${"a".repeat(64)}`;
    const images = new Map(tagged.map((image) => [image, { digest: digest(image), platform: "linux/amd64" }]));
    const locks = { images, compose: new Map(), modules: new Map(), problems: [] };
    return stackRelease(name, "main1.0.0", "c".repeat(40), content, locks);
  });
}
