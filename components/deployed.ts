import * as pulumi from "@pulumi/pulumi";

/** What the last update of this Pulumi stack wrote into its outputs. Empty before the first one. */
export interface Deployed {
  /** Release → the commit its tag named when it was deployed. */
  readonly commits: Readonly<Record<string, string>>;
  /** Host → external networks that are ours to manage already. */
  readonly networks: Readonly<Record<string, readonly string[]>>;
}

/**
 * Reads this stack's own previous outputs through the engine: no resource, so no line in a preview.
 * @throws an error from the engine when the state cannot be read
 */
export async function readDeployed(): Promise<Deployed> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const found = await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name });
  return { commits: found?.outputs?.commits ?? {}, networks: found?.outputs?.networks ?? {} };
}

/**
 * A tag that was deployed names that commit for ever: otherwise the history would lie, and going back would bring
 * something else.
 * @param releases the releases that this update asks for
 * @returns problems, each with both commits
 */
export function movedTagProblems(
  releases: Iterable<{ readonly tag: string; readonly commit: string }>,
  commits: Readonly<Record<string, string>>,
): string[] {
  const problems: string[] = [];
  for (const { tag, commit } of releases) {
    const before = commits[tag];
    if (before && before !== commit) {
      problems.push(
        `${tag}: the tag was moved after it was deployed: deployed ${before}, now ${commit}; ` +
          `put it back with \`git tag -f -a ${tag} ${before}\`, and give the new commit a tag of its own`,
      );
    }
  }
  return problems;
}
