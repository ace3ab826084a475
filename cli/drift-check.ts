import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { closeHosts } from "../live/host.ts";
import { UserError } from "../release/errors.ts";
import { checkHost } from "./drift/check-host.ts";
import { datedReport } from "./drift/first-seen.ts";
import { checkLocks } from "./drift/locks.ts";
import { exitCode, type HostResult, reportJson } from "./drift/report.ts";
import { configuredTargets, serverTarget, type Targets } from "./drift/targets.ts";
import { reportText } from "./drift/text.ts";
import { notify } from "./notify/send.ts";
import { webhookUrl } from "./notify/webhook.ts";
import { readOptions, type Usage, type Values } from "./shared/options.ts";
import { Progress } from "./shared/progress.ts";
import { enterProject } from "./shared/project.ts";
import { wantsColour } from "./shared/terminal.ts";

export const usage = {
  forms: [
    "scripts/drift_check.sh --local                           make drift-check",
    "scripts/drift_check.sh --server HOST [--ssh-key FILE]",
    "scripts/drift_check.sh --all                             make drift-check SERVER=1",
  ],
  text: `Compares what is there with what the release says, and changes nothing. Needs git, Node and ssh; no Pulumi.
Exit code 0: no drift. 1: drift. 2: something could not be checked. (make turns each failure into its own exit code 2.)`,
  options: {
    local: { text: "audit/locks against the stacks in the work tree; no network" },
    server: { value: "HOST", text: "one host against a release: its address, or its name in a Pulumi.<stack>.yaml" },
    all: { text: "every host of Pulumi.<stack>.yaml against the release and the pins it names (PULUMI_STACK chooses)" },
    tag: { value: "TAG", text: "with --server: the release to compare with; else the newest one" },
    "ssh-key": { value: "FILE", text: "private key; else the one of Pulumi.<stack>.yaml, else the SSH agent's" },
    "ssh-user": { value: "USER", text: "else the one of Pulumi.<stack>.yaml, else ubuntu" },
    port: { value: "N", text: "else the one of Pulumi.<stack>.yaml, else 22" },
    root: {
      value: "FOLDER",
      text: "holds stacks/ on the host; else the one of Pulumi.<stack>.yaml, else /opt/seisei-main",
    },
    "host-key": { value: "KEY", text: '"ssh-ed25519 AAAA…"; else the one pinned in Pulumi.<stack>.yaml' },
    "known-hosts": { value: "FILE", text: "an OpenSSH file that has the host's key" },
    json: { text: "the report as JSON on standard output" },
    report: { value: "FILE", text: "writes the same JSON to a file, such as drift_report.json" },
    notify: {
      text: "tells the webhook of SEISEI_WEBHOOK (or of the Pulumi configuration) what was found, if anything",
    },
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** `make drift-check`, `scripts/drift_check.sh`. */
export async function run(args: string[]): Promise<void> {
  const options = readOptions("drift-check", usage, args);
  const file = options.report === undefined ? undefined : resolve(options.report);
  const check = chosenCheck(options);
  const project = enterProject();
  const url = options.notify ? await webhookUrl(project) : undefined;
  try {
    const { release, hosts, notes } = await check(project);
    const report = datedReport(release, hosts, new Date());
    if (file !== undefined) writeFileSync(file, reportJson(report));
    if (url !== undefined) await notify(url, report);
    for (const note of notes) console.error(note);
    console.log(options.json ? reportJson(report).trimEnd() : reportText(report, wantsColour()));
    process.exitCode = exitCode(report);
  } finally {
    closeHosts();
  }
}

interface Checked {
  readonly release: string;
  readonly hosts: readonly HostResult[];
  readonly notes: readonly string[];
}

function chosenCheck(options: Values<typeof usage>): (project: string) => Promise<Checked> {
  const { local, all, server } = options;
  if ([local, all, server].filter((way) => way !== undefined).length !== 1) {
    throw new UserError("drift-check: expected one of --local, --server HOST and --all; `--help` tells them apart");
  }
  const others = Object.keys(options).filter(
    (name) => !["local", "all", "server", "json", "report", "notify"].includes(name),
  );
  if (server === undefined && others.length > 0) {
    throw new UserError(`drift-check: --${others[0]} goes with --server HOST; \`--help\` lists what goes together`);
  }
  if (local) return lockCheck;
  const key = options["ssh-key"];
  const named = { ...options, server: server ?? "", ...(key === undefined ? {} : { "ssh-key": resolve(key) }) };
  return async (project) => hostCheck(await (all ? configuredTargets(project) : serverTarget(project, named)));
}

async function lockCheck(project: string): Promise<Checked> {
  const { result, notes } = await checkLocks(project);
  return { release: "work tree", hosts: [result], notes };
}

/** All hosts side by side. */
async function hostCheck({ release, hosts, notes }: Targets): Promise<Checked> {
  const progress = new Progress("reading");
  const results = hosts.map((target) => progress.of(target.settings.name, () => checkHost(target)));
  return { release, hosts: await Promise.all(results), notes };
}
