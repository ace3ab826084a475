import { throwProblems } from "../../release/errors.ts";
import { type StackRoutes, stackRoutes } from "../../release/routes/routes.ts";
import { stackRelease } from "../../release/stack-release.ts";
import type { StackRelease } from "../../release/types.ts";
import { readWorkTree } from "../lock/work-tree.ts";

/**
 * The stacks as the next release would have them, sorted by name. The documents name no digests, so the locks play no part.
 * @throws UserError with every mistake in the stacks
 */
export async function workTreeStacks(repository: string): Promise<StackRelease[]> {
  const contents = [...(await readWorkTree(repository))];
  throwProblems(contents.flatMap(([, { problems }]) => problems));
  return contents.map(([name, content]) => {
    const tagged = [...content.compose!.services.values()].map(({ image }) => image.tagged);
    const images = new Map(tagged.map((image) => [image, { digest: "", platform: "" }]));
    const locks = { images, compose: new Map(), modules: new Map(), problems: [] };
    return stackRelease(name, "", "", content, locks);
  });
}

/** The routers of all stacks, those that win first. */
export function sortedRouters(stacks: readonly StackRelease[]): StackRoutes["routers"] {
  const all = stacks.flatMap((stack) => stackRoutes(stack, stacks)?.routers ?? []);
  return all.sort((a, b) => Number(b.priority) - Number(a.priority) || (a.name < b.name ? -1 : 1));
}
