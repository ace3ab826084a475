import * as pulumi from "@pulumi/pulumi";
import { type KnownVolumes, knownVolumes, type StateResources } from "./known-volumes.ts";
import type { DeployedStack, DeployedStacks, Ledger } from "./ledger.ts";
import { type SnapshotState, snapshotState } from "./snapshot-records.ts";

/** What the last update of this Pulumi stack wrote into its outputs. Empty before the first one. */
export interface Deployed {
  /** Release → the commit its tag named when it was deployed. */
  readonly commits: Readonly<Record<string, string>>;
  /** Host → external networks that are ours to manage already. */
  readonly networks: Readonly<Record<string, readonly string[]>>;
  readonly ledger: Ledger;
  /** Stacks that have a data volume, or had one whose snapshots are kept. */
  readonly dataVolumes: readonly string[];
}

/** What the state says of the resources themselves. */
export interface State {
  readonly stacks: DeployedStacks;
  readonly volumes: KnownVolumes;
  readonly snapshots: SnapshotState;
}

/** The state in which nothing has data on a volume. */
export const emptyState: State = {
  ...{ stacks: {}, volumes: new Map() },
  snapshots: { records: [], stacks: [], quiesced: [] },
};

/**
 * Reads this stack's own previous outputs through the engine: no resource, so no line in a preview.
 * @throws an error from the engine when the state cannot be read
 */
export async function readDeployed(): Promise<Deployed> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const found = await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name });
  const { commits = {}, networks = {}, ledger = [], dataVolumes = [] } = found?.outputs ?? {};
  return { commits, networks, ledger, dataVolumes };
}

/**
 * Reads what each stack was brought to by the last update that succeeded for it, from the outputs of `ComposeStack`, and
 * the data volumes and their snapshots that are in the state, of failed updates too.
 * Takes as long as the state is large, so a preview does without where no stack has a data volume.
 */
export async function readState(): Promise<State> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const found = await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName });
  const resources: StateResources = found?.outputs ?? {};
  const stacks = Object.entries(resources).flatMap(([urn, { type, outputs }]) =>
    type === "seisei:index:ComposeStack" && outputs?.deployed
      ? [[urn.split("::").at(-1)!, outputs.deployed as DeployedStack] as const]
      : [],
  );
  return { stacks: Object.fromEntries(stacks), volumes: knownVolumes(resources), snapshots: snapshotState(resources) };
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
