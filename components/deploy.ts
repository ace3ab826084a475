import { throwProblems } from "../release/errors.ts";
import { orderStacks } from "../release/order.ts";
import { openRelease, type Release, type StackRelease } from "../release/release.ts";
import { writeBundle } from "./bundle-file.ts";
import { ComposeStack } from "./compose-stack.ts";
import { movedTagProblems, readDeployed } from "./deployed.ts";
import { DockerHost } from "./docker-host.ts";
import { secretProblems } from "./environment.ts";
import { existingNetworks } from "./existing-networks.ts";
import type { Settings } from "./settings.ts";

/** The releases that the settings name: tag → release; of a pin's release only the pinned stacks are read. */
async function openReleases({ release, pins }: Settings): Promise<Map<string, Release>> {
  const tags = [...new Set([release, ...Object.values(pins)])];
  const pinned = (tag: string) => Object.keys(pins).filter((stack) => pins[stack] === tag);
  const opened = tags.map((tag) => openRelease(process.cwd(), tag, tag === release ? undefined : pinned(tag)));
  return new Map((await Promise.all(opened)).map((release) => [release.tag, release]));
}

/** Each stack in the release that it should run, what must run first before what waits for it. */
function desiredStacks(settings: Settings, releases: ReadonlyMap<string, Release>): StackRelease[] {
  const release = releases.get(settings.release)!;
  const problems: string[] = [];
  for (const stack of Object.keys(settings.pins)) {
    if (!release.stackNames.includes(stack)) {
      problems.push(`${settings.file}: seisei:pins.${stack}: no such stack in ${settings.release}`);
    }
  }
  for (const stack of Object.keys(settings.secrets)) {
    if (!release.stackNames.includes(stack)) {
      problems.push(`${settings.file}: seisei:secrets.${stack}: no such stack in ${settings.release}`);
    }
  }
  throwProblems(problems);
  const stacks = release.stackNames.map((name) => releases.get(settings.pins[name] ?? settings.release)!.stack(name));
  for (const stack of stacks) {
    const { host, secrets } = stack.definition;
    if (!settings.hosts.has(host)) {
      problems.push(`${stack.whereIs("host")}: host: expected a host of seisei:hosts in ${settings.file}, got ${host}`);
    }
    problems.push(...secretProblems(stack.name, secrets, settings.secrets[stack.name] ?? {}, settings.file));
  }
  throwProblems(problems);
  return orderStacks(stacks);
}

/**
 * Registers every resource of the desired state.
 * @param settings what `Pulumi.<stack>.yaml` says
 * @param sshConfig path of the OpenSSH configuration that knows the hosts
 * @returns the Pulumi stack's outputs: what runs where, and what the next update needs to know
 * @throws UserError for everything that is wrong in the configuration or the release, before anything is registered
 */
export async function deploy(settings: Settings, sshConfig: string): Promise<Record<string, unknown>> {
  const [releases, deployed] = await Promise.all([openReleases(settings), readDeployed()]);
  throwProblems(movedTagProblems(releases.values(), deployed.commits));
  const stacks = desiredStacks(settings, releases);
  const bundles = await Promise.all(stacks.map(writeBundle));

  const hosts = new Map<string, DockerHost>();
  const networks: Record<string, string[]> = {};
  for (const [name, host] of settings.hosts) {
    const own = stacks.filter((stack) => stack.definition.host === name);
    const wanted = [...new Set(own.flatMap((stack) => stack.networks))].sort();
    const unknown = wanted.filter((network) => !deployed.networks[name]?.includes(network));
    networks[name] = wanted;
    hosts.set(
      name,
      new DockerHost(name, {
        settings: host,
        sshConfig,
        projects: own.map((stack) => stack.name),
        networks: wanted,
        existingNetworks: await existingNetworks(sshConfig, name, unknown),
      }),
    );
  }

  const deployedStacks = new Map<string, ComposeStack>();
  stacks.forEach((release, index) => {
    const after = release.definition.after.map((name) => deployedStacks.get(name)!);
    const host = hosts.get(release.definition.host)!;
    const secrets = settings.secrets[release.name] ?? {};
    const stack = new ComposeStack(release.name, { release, bundle: bundles[index]!, host, secrets, after });
    deployedStacks.set(release.name, stack);
  });

  const commits = Object.fromEntries([...releases.values()].map(({ tag, commit }) => [tag, commit]));
  return {
    release: settings.release,
    stacks: Object.fromEntries(stacks.map(({ name, release }) => [name, release])),
    commits: { ...deployed.commits, ...commits },
    networks,
  };
}
