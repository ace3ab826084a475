import { desiredStacks, openReleases, withNeighbours } from "../../components/desired.ts";
import { type HostSettings, parseSettings } from "../../components/settings.ts";
import { writeSshFiles } from "../../components/ssh-files.ts";
import { UserError } from "../../release/errors.ts";
import { openRelease, type StackRelease } from "../../release/release.ts";
import { releaseTags } from "../../release/tags.ts";
import { chosenConfigFile, readConfigFile } from "./config-file.ts";
import { type ServerOptions, serverSettings } from "./server-settings.ts";

/** A host to ask, and what it should run. */
export interface Target {
  readonly settings: HostSettings;
  /** Path of the OpenSSH configuration that knows the host by its name. */
  readonly sshConfig: string;
  readonly stacks: readonly StackRelease[];
  /** Whether a Pulumi stack deploys it, so that what a deploy leaves on the host must be there. */
  readonly managed: boolean;
}

/** The hosts to ask about a release. */
export interface Targets {
  readonly release: string;
  readonly hosts: readonly Target[];
  /** What was chosen for the user, in words. */
  readonly notes: readonly string[];
}

/** Every host of `Pulumi.<stack>.yaml`, with the release and the pins it says. */
export async function configuredTargets(project: string): Promise<Targets> {
  const file = chosenConfigFile(project);
  const settings = parseSettings(readConfigFile(project, file), file);
  const stacks = desiredStacks(settings, await openReleases(settings));
  const sshConfig = writeSshFiles(settings.hosts.values(), file.split(".")[1]!);
  const hosts = [...settings.hosts.values()].map((host) => ({
    settings: withNeighbours(host, stacks),
    sshConfig,
    stacks: stacks.filter(({ definition }) => definition.host === host.name),
    managed: true,
  }));
  return { release: settings.release, hosts, notes: [] };
}

/** One host that is named on the command line; needs no Pulumi stack. */
export async function serverTarget(project: string, options: ServerOptions): Promise<Targets> {
  const settings = await serverSettings(project, options);
  const notes: string[] = [];
  let tag = options.tag;
  if (tag === undefined) {
    const newest = (await releaseTags(project))[0];
    if (!newest)
      throw new UserError(`${project}: expected a release to compare with, got no tag; \`git fetch --tags\``);
    tag = newest.tag;
    notes.push(`compared with ${tag}, the newest release; --tag names another`);
  }
  const release = await openRelease(project, tag);
  const all = release.stackNames.map((name) => release.stack(name));
  const stacks = stacksOf(settings, all, tag);
  const sshConfig = writeSshFiles([settings], `server-${settings.name}`);
  return {
    release: tag,
    hosts: [{ settings: withNeighbours(settings, all), sshConfig, stacks, managed: false }],
    notes,
  };
}

/** A project with one host needs no name for it. */
function stacksOf({ name }: HostSettings, all: readonly StackRelease[], tag: string): readonly StackRelease[] {
  const hosts = [...new Set(all.map(({ definition }) => definition.host))].sort();
  if (hosts.length === 1) return all;
  if (hosts.includes(name)) return all.filter(({ definition }) => definition.host === name);
  throw new UserError(
    `--server ${name}: expected one of the hosts that the stacks of ${tag} name (${hosts.join(", ")}), or an address that a Pulumi.<stack>.yaml gives one of them; ` +
      `name the host, or \`pulumi config set --path 'hosts.${hosts[0]}.address' ${name}\``,
  );
}
