import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRehearsals } from "../components/rehearsals.ts";
import { UserError } from "../release/errors.ts";
import { readDriftChecks } from "./audit/drift.ts";
import { judgeAll } from "./audit/judged.ts";
import { type Audit, page } from "./audit/page.ts";
import { deployedBy } from "./audit/policies.ts";
import { readRecorded } from "./audit/pulumi.ts";
import { running } from "./audit/running.ts";
import { readDumps } from "./audit/saved-data.ts";
import { readTags } from "./audit/tags.ts";
import { timeline } from "./audit/timeline.ts";
import { waysBack } from "./audit/ways-back.ts";
import { chosenConfigFile } from "./drift/config-file.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { enterProject } from "./shared/project.ts";

const folder = join("dist", "audit");

export const usage = {
  forms: ["make audit", "node cli/main.ts audit --json"],
  text: `Writes dist/audit/index.html, a page that tells who deployed what when, with which result, and what runs where since
when; and the same as dist/audit/audit.json. From the engine's history, git's tags, the ledger in the stack's outputs, the
exports in audit/runtime/ and the records in audit/rehearsals/. Reads only; asks no host. What the policy pack says of each
release is kept in dist/audit/policies.json, so that it is judged once. PULUMI_STACK chooses the Pulumi stack.`,
  options: {
    json: { text: "the JSON on standard output, and no page" },
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** `make audit`. */
export async function run(args: string[]): Promise<void> {
  const { json } = readOptions("audit", usage, args);
  const audit = await collect(enterProject());
  const text = `${JSON.stringify(audit, undefined, 2)}\n`;
  if (json) {
    process.stdout.write(text);
    return;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "audit.json"), text);
  writeFileSync(join(folder, "index.html"), page(audit));
  console.log(`${join(folder, "index.html")}  ${audit.updates.length} updates of ${audit.stack}`);
}

async function collect(project: string): Promise<Audit> {
  const stack = process.env.PULUMI_STACK || chosenConfigFile(project).split(".")[1]!;
  const [recorded, tags] = await Promise.all([readRecorded(stack), readTags(project)]);
  if (recorded.history.length === 0) {
    throw new UserError(
      `${stack}: expected at least one update in its history, got none; \`pulumi up\` makes the first`,
    );
  }
  const saved = { snapshots: recorded.snapshots, dumps: readDumps(project) };
  const sources = { ...recorded, tags, checks: readDriftChecks(project), saved };
  const rows = timeline(sources);
  const judged = await judgeAll(project, deployedBy(rows, tags), join(folder, "policies.json"));
  const updates = rows.map((row, index) => ({ ...row, ...(judged[index] ? { policies: judged[index] } : {}) }));
  return {
    ...{ generatedAt: new Date().toISOString(), stack },
    running: running(sources, updates, recorded.hosts),
    waysBack: waysBack(sources, readRehearsals(project)),
    updates,
  };
}
