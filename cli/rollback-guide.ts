import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { closeHosts, openHost } from "../live/host.ts";
import { UserError } from "../release/errors.ts";
import { openRelease, type Release } from "../release/release.ts";
import type { SnapshotRecord } from "../components/snapshot-records.ts";
import { releaseTags } from "../release/tags.ts";
import { compareVersions } from "../release/version.ts";
import { configuredTargets, type Target } from "./drift/targets.ts";
import { type StackFacts, stackFacts } from "./rollback-guide/facts.ts";
import { knownSnapshots } from "./rollback-guide/snapshots.ts";
import { type Back, guideText } from "./rollback-guide/text.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { enterProject } from "./shared/project.ts";

export const usage = {
  forms: ["scripts/rollback_guide.sh [--tag main1.0.0] [--stack odoo18-prod] [--full] [--aws]"],
  text: `Prints how to go back from what the hosts of Pulumi.<stack>.yaml run now: the commands with Pulumi, and those by hand for
the day when Pulumi cannot run. What is printed is a shell script of the second kind, with all else as comments: read it,
then run it with \`sh\`. Nothing is changed by printing it. A host that cannot be asked is named, and left to what git knows.`,
  options: {
    tag: { value: "RELEASE", text: "the release to go back to (default: the one before the configured one)" },
    stack: { value: "NAME", text: "one stack alone" },
    full: { text: "with the data, from the dumps on the hosts" },
    aws: { text: "with --full, the data of EBS volumes from their snapshots: commands of the AWS CLI" },
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** `scripts/rollback_guide.sh`. */
export async function run(args: string[]): Promise<void> {
  const { tag: asked, stack, full = false, aws = false } = readOptions("rollback-guide", usage, args);
  const project = enterProject();
  try {
    const targets = await configuredTargets(project);
    const tag = asked ?? (await tagBefore(project, targets.release));
    const release = await openRelease(project, tag);
    if (stack !== undefined && !release.stackNames.includes(stack)) {
      throw new UserError(
        `--stack: expected a stack of ${tag} (${release.stackNames.join(", ")}), got ${stack}; correct it`,
      );
    }
    const unknown: string[] = [];
    const snapshots = full ? await knownSnapshots() : [];
    if (!snapshots) unknown.push("Pulumi's state cannot be read, so snapshots are known to AWS alone");
    const backs = targets.hosts.flatMap((target) =>
      target.stacks
        .filter(({ name }) => release.stackNames.includes(name) && (stack === undefined || name === stack))
        .map(({ name }) => back(project, target, release, name, unknown, snapshots)),
    );
    const stacks = await Promise.all(backs);
    const contacts = contactsOf(project);
    console.log(guideText({ tag, alone: stack !== undefined, full, aws, stacks, unknown, contacts }, new Date()));
    if (unknown.length > 0) process.exitCode = 2;
  } finally {
    closeHosts();
  }
}

async function tagBefore(project: string, release: string): Promise<string> {
  const tags = await releaseTags(project);
  const at = tags.find(({ tag }) => tag === release);
  const before = tags.find((version) => at !== undefined && compareVersions(version, at) < 0);
  if (!before)
    throw new UserError(`--tag: expected the release to go back to, got nothing, and none is older than ${release}`);
  return before.tag;
}

async function back(
  project: string,
  target: Target,
  release: Release,
  name: string,
  unknown: string[],
  snapshots?: readonly SnapshotRecord[],
): Promise<Back> {
  const { settings, sshConfig } = target;
  const wanted = release.stack(name);
  const facts = await stackFacts(
    openHost(sshConfig, settings.name, settings.root),
    settings.root,
    wanted,
    snapshots,
  ).catch((error: unknown): StackFacts => {
    if (!(error instanceof UserError)) throw error;
    if (!unknown.includes(error.message)) unknown.push(error.message);
    return {};
  });
  const runs =
    facts.runs === undefined ? undefined : await openRelease(project, facts.runs, [name]).catch(() => undefined);
  const files = runs?.stackNames.includes(name) ? [...runs.stack(name).files.keys()] : [];
  const surplus = files.filter((path) => !wanted.files.has(path));
  const { instance, zone } = settings;
  const ec2 = { ...(instance && { instance }), ...(zone && { zone }) };
  return { ...{ host: settings.name, root: settings.root, sshConfig, ...ec2 }, ...{ wanted, facts, surplus } };
}

/** The table in the document of the release process: there people keep it. */
function contactsOf(project: string): string[] {
  const document = join(project, "docs/RELEASE_PROCESS.md");
  const text = existsSync(document) ? readFileSync(document, "utf8") : "";
  const [, section = ""] = text.split("## Emergency contacts\n");
  return section
    .split("\n## ")[0]!
    .split("\n")
    .filter((line) => line.startsWith("|"));
}
