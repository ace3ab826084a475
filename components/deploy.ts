import { log } from "@pulumi/pulumi";
import { expectedOfStack } from "../live/expected.ts";
import { throwProblems } from "../release/errors.ts";
import { writeBundle } from "./bundle-file.ts";
import { ComposeStack } from "./compose-stack.ts";
import { dataVolumeProblems, dataVolumes, volumeChangeProblems } from "./data-volumes.ts";
import { emptyState, movedTagProblems, readDeployed, readState } from "./deployed.ts";
import { desiredStacks, openReleases, withNeighbours } from "./desired.ts";
import { DockerHost } from "./docker-host.ts";
import { secretProblems } from "./environment.ts";
import { existingNetworks } from "./existing-networks.ts";
import { presentSnapshots, snapshotPlans, stackSnapshots } from "./manage-snapshots.ts";
import { readRehearsals } from "./rehearsals.ts";
import { restoreOf } from "./restore.ts";
import { secretsInGit } from "./secrets-in-git.ts";
import type { Settings } from "./settings.ts";
import { settingsFile } from "./settings-file.ts";
import { planVolume } from "./volume-plan.ts";
import { ledgerStacks, wayBackNotice } from "./way-back.ts";
import { circumstances, ledgerOutput } from "./write-ledger.ts";

/**
 * Registers every resource of the desired state.
 * @param settings what `Pulumi.<stack>.yaml` says
 * @param sshConfig path of the OpenSSH configuration that knows the hosts
 * @returns the Pulumi stack's outputs: what runs where, and what the next update needs to know
 * @throws UserError for everything that is wrong in the configuration or the release, before anything is registered
 */
export async function deploy(settings: Settings, sshConfig: string): Promise<Record<string, unknown>> {
  const asked = [openReleases(settings), readDeployed(), circumstances(settings.release)] as const;
  const standing = secretsInGit(settings);
  standing.catch(() => {}); // a tag that is not there is told better by openReleases
  const [releases, deployed, now] = await Promise.all(asked);
  throwProblems(movedTagProblems(releases.values(), deployed.commits));
  const file = settingsFile(settings.file);
  const inGit = await standing;
  const stacks = desiredStacks(settings, releases, (stack) => {
    const values = settings.secrets[stack.name] ?? {};
    const place = (name: string) => file.at(["secrets", stack.name, name]);
    return secretProblems(stack, { values, inGit: inGit.get(stack.name), place });
  });
  const dataStacks = stacks.filter(({ definition }) => definition.data?.volume).map(({ name }) => name);
  const asksState = dataStacks.length > 0 || deployed.dataVolumes.length > 0;
  const state = now?.state ?? (asksState ? await readState() : emptyState);
  throwProblems([...dataVolumeProblems(settings, stacks), ...volumeChangeProblems(settings, stacks, state)]);
  const last = deployed.ledger.at(-1)?.stacks ?? {};
  const back = wayBackNotice(last, ledgerStacks(stacks), settings, () => readRehearsals(process.cwd()));
  if (back) await log.info(back);
  const asksAws = dataStacks.length > 0 || state.snapshots.stacks.length > 0;
  const present = asksAws ? await presentSnapshots(state) : [];
  const expected = stacks.map((stack) => expectedOfStack(stack, stacks));
  const knownData = (stack: string) => ({
    deployed: state.stacks[stack],
    volumes: state.volumes.get(stack) ?? [],
    snapshots: present.filter((record) => record.stack === stack),
  });
  const asksRestore = restoreOf(settings, stacks, knownData);
  const [wanted, ...bundles] = await Promise.all([asksRestore, ...stacks.map(writeBundle)]);

  const hosts = new Map<string, DockerHost>();
  const networks: Record<string, string[]> = {};
  for (const [name, host] of settings.hosts) {
    const own = stacks.filter((stack) => stack.definition.host === name);
    const external = [...new Set(own.flatMap((stack) => stack.networks))].sort();
    const unknown = external.filter((network) => !deployed.networks[name]?.includes(network));
    networks[name] = external;
    hosts.set(
      name,
      new DockerHost(name, {
        settings: withNeighbours(host, stacks),
        sshConfig,
        projects: own.map((stack) => stack.name),
        networks: external,
        existingNetworks: await existingNetworks(sshConfig, host, unknown),
      }),
    );
  }

  const volumes = await dataVolumes(hosts, stacks, (name, volume) => {
    const snapshot = settings.restore?.stack === name ? wanted?.snapshot : undefined;
    const restore = snapshot && { id: snapshot.id, from: wanted!.from };
    return planVolume(volume, state.stacks[name], state.volumes.get(name) ?? [], restore);
  });
  const commits = Object.fromEntries([...releases.values()].map(({ tag, commit }) => [tag, commit]));
  const restores = wanted?.snapshot?.stack;
  const facts = { state, present, commits: { ...deployed.commits, ...commits }, restores };
  const plans = snapshotPlans(stacks, facts);
  const snapshots = await stackSnapshots(plans, state);
  const deployedStacks = new Map<string, ComposeStack>();
  stacks.forEach((release, index) => {
    const after = release.definition.after.map((name) => deployedStacks.get(name)!);
    const host = hosts.get(release.definition.host)!;
    const data = volumes.get(release.name);
    const secrets = settings.secrets[release.name] ?? {};
    const codeOnly = settings.codeOnly.includes(release.name);
    const known = { codeOnly, expected: expected[index]!, bundle: bundles[index]! };
    const restore = settings.restore?.stack === release.name ? { restore: wanted! } : {};
    const kept = { ...restore, ...data, ...snapshots.get(release.name) };
    const stack = new ComposeStack(release.name, { release, ...known, host, secrets, after, ...kept });
    deployedStacks.set(release.name, stack);
  });

  const done = Object.fromEntries([...deployedStacks].map(([name, stack]) => [name, stack.deployed]));
  return {
    ...ledgerOutput(deployed.ledger, now, releases.get(settings.release)!, stacks, done),
    release: settings.release,
    stacks: Object.fromEntries(stacks.map(({ name, release }) => [name, release])),
    commits: facts.commits,
    networks,
    ...(plans.size > 0 && { dataVolumes: [...plans.keys()] }),
  };
}
