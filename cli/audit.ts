import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../release/errors.ts";
import { readDriftChecks } from "./audit/drift.ts";
import { type Audit, page } from "./audit/page.ts";
import { readRecorded } from "./audit/pulumi.ts";
import { running } from "./audit/running.ts";
import { readTags } from "./audit/tags.ts";
import { timeline } from "./audit/timeline.ts";
import { chosenConfigFile } from "./drift/config-file.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { enterProject } from "./shared/project.ts";

export const usage = {
  forms: ["make audit", "node cli/main.ts audit --json"],
  text: `Writes dist/audit/index.html, a page that tells who deployed what when, with which result, and what runs where since
when; and the same as dist/audit/audit.json. From the engine's history, git's tags, the ledger in the stack's outputs, and
the drift reports of audit/runtime/. Reads only; asks no host. PULUMI_STACK chooses the Pulumi stack.`,
  options: {
    json: { text: "the JSON on standard output, and no files" },
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
  const folder = join("dist", "audit");
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
  const sources = { ...recorded, tags, checks: readDriftChecks(project) };
  const updates = timeline(sources);
  return { generatedAt: new Date().toISOString(), stack, running: running(sources, updates, recorded.hosts), updates };
}
