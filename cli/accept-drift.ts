import { findingLine } from "../live/finding.ts";
import { closeHosts } from "../live/host.ts";
import { UserError } from "../release/errors.ts";
import { writeBranch } from "./accept/branch.ts";
import { type Change, type HostDrift, hostDrift } from "./accept/host-drift.ts";
import { writeChanges } from "./accept/write-changes.ts";
import { configuredTargets, type Target, type Targets } from "./drift/targets.ts";
import { readOptions, type Usage, type Values } from "./shared/options.ts";
import { Progress } from "./shared/progress.ts";
import { enterProject } from "./shared/project.ts";
import { timestamp } from "./shared/timestamp.ts";

export const usage = {
  forms: ["make accept-drift [HOST=app-1] [STACK=shop]"],
  text: `Writes what the hosts of Pulumi.<stack>.yaml run into a new branch accept-drift/<time>, one commit on top of the release:
changed images into compose files and audit/locks, changed files as the host has them. Never .env, and no file that
holds a secret. Your work tree stays as it is; nothing is pushed, and nothing on a host is changed.
Exit code 1 when something was refused, 2 when a host could not be read; the rest is written.`,
  options: {
    host: { value: "NAME", text: "this host alone" },
    stack: { value: "NAME", text: "this stack alone" },
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** `make accept-drift`. */
export async function run(args: string[]): Promise<void> {
  const options = readOptions("accept-drift", usage, args);
  const project = enterProject();
  try {
    const targets = chosen(await configuredTargets(project), options);
    const { changes, refused, left } = await readAll(targets);
    for (const line of refused) console.error(`refused: ${line}`);
    if (refused.length > 0) process.exitCode ||= 1;
    for (const finding of left) console.error(`not for a file: ${findingLine(finding)}`);
    const branch = `accept-drift/${timestamp(new Date())}`;
    const message = `Accept what the hosts run in place of ${targets.release}\n\n${changes.map(describe).join("\n")}\n`;
    const where = { branch, base: `refs/tags/${targets.release}`, message };
    const stat =
      changes.length === 0 ? "" : await writeBranch(project, where, (folder) => writeChanges(folder, changes));
    console.log(stat === "" ? "nothing to accept" : `${stat}\n\n${next(branch, targets.release)}`);
  } finally {
    closeHosts();
  }
}

/** The hosts and stacks that were asked for; a pinned stack has another base than the branch. */
function chosen(targets: Targets, { host, stack }: Values<typeof usage>): Targets {
  const { release } = targets;
  const hosts = targets.hosts.filter(({ settings }) => host === undefined || settings.name === host);
  if (hosts.length === 0) {
    const names = targets.hosts.map(({ settings }) => settings.name).join(", ");
    throw new UserError(`HOST: expected one of ${names}, got ${host}; correct it`);
  }
  const wanted = hosts.map((target) => ({
    ...target,
    stacks: target.stacks.filter(({ name }) => stack === undefined || name === stack),
  }));
  const all = wanted.flatMap(({ stacks }) => stacks);
  if (all.length === 0) throw new UserError(`STACK: expected a stack of these hosts, got ${stack}; correct it`);
  for (const pinned of all.filter((one) => one.release !== release)) {
    console.error(
      `refused: ${pinned.name}: it is pinned to ${pinned.release}; take the pin away, or change the release by hand`,
    );
    process.exitCode = 1;
  }
  const own = (target: Target) => ({ ...target, stacks: target.stacks.filter((one) => one.release === release) });
  return { ...targets, hosts: wanted.map(own) };
}

/** All hosts side by side; one that cannot be read is told, and the others count. */
async function readAll({ hosts }: Targets): Promise<HostDrift> {
  const progress = new Progress("reading");
  const read = async (target: Target): Promise<HostDrift> => {
    try {
      return await hostDrift(target, target.stacks);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      console.error(error.message);
      process.exitCode = 2;
      return { changes: [], refused: [], left: [] };
    }
  };
  const all = await Promise.all(hosts.map((target) => progress.of(target.settings.name, () => read(target))));
  return {
    changes: all.flatMap(({ changes }) => changes),
    refused: all.flatMap(({ refused }) => refused),
    left: all.flatMap(({ left }) => left),
  };
}

function describe(change: Change): string {
  if (change.kind === "image") {
    return `- ${change.stack}: ${change.service} runs ${change.tagged}@${change.digest.slice(0, 19)}…`;
  }
  return `- ${change.stack}: ${change.path} ${change.content === undefined ? "is gone" : "is as on the host"}`;
}

function next(branch: string, release: string): string {
  return `${branch}: one commit on top of ${release}; nothing was pushed. Next:
  git diff ${release} ${branch}       look at it
  git merge ${branch}                 take it, then tag and deploy the next release
  git branch -D ${branch}             or drop it; \`pulumi up\` puts the hosts back to ${release}`;
}
