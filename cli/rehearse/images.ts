import { UserError } from "../../release/errors.ts";
import { parseImage } from "../../release/image.ts";
import type { StackRelease } from "../../release/release.ts";
import { placeOf } from "../lock/place.ts";
import { registryRequests } from "../lock/registry.ts";

/**
 * A rehearsal pulls from the lab's registry alone.
 * @param registry its address
 * @throws UserError that names every image it has not
 */
export async function requireImages(registry: string, stacks: readonly StackRelease[]): Promise<void> {
  const users = new Map<string, Set<string>>();
  for (const { name, services } of stacks) {
    for (const { image } of services.values()) users.set(image, (users.get(image) ?? new Set()).add(name));
  }
  const ask = registryRequests();
  const missing = await Promise.all(
    [...users].map(async ([image, names]) => {
      const { repository, tag } = parseImage(image)!;
      const { status } = await ask(placeOf(repository, registry), "HEAD", `manifests/${tag}`);
      if (status !== 404 && status !== 200)
        throw new UserError(`${registry}: answered ${status} for ${image}; \`make lab-status\``);
      return status === 404 ? [`${image} (${[...names].join(", ")})`] : [];
    }),
  );
  const all = missing.flat().sort();
  if (all.length > 0) {
    throw new UserError(
      `expected images that the lab has, got ${all.join(", ")}; add ${all.length === 1 ? "it" : "them"} to test/lab/images/recipes.ts, or rehearse one stack with images of the lab: STACK=NAME`,
    );
  }
}
