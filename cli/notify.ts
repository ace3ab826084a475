import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "../release/errors.ts";
import type { DriftReport } from "./drift/report.ts";
import { notify } from "./notify/send.ts";
import { webhookUrl } from "./notify/webhook.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { enterProject } from "./shared/project.ts";

export const usage = {
  forms: ["node cli/main.ts notify --report drift_report.json"],
  text: `Sends a drift report to a webhook as JSON that Slack understands; nothing when there is no drift.
The address is a secret: SEISEI_WEBHOOK, else \`webhook\` of the Pulumi configuration. Exit code 1 when it was not taken.`,
  options: {
    report: { value: "FILE", text: "what drift-check --report wrote" },
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** Sends a report that was written before; `drift-check --notify` sends its own. */
export async function run(args: string[]): Promise<void> {
  const { report } = readOptions("notify", usage, args);
  if (report === undefined) throw new UserError("notify: expected --report FILE; `--help` lists what it takes");
  const file = resolve(report);
  if (!(await notify(await webhookUrl(enterProject()), readReport(file)))) process.exitCode = 1;
}

function readReport(file: string): DriftReport {
  try {
    const { release, hosts, findings, checkedAt } = JSON.parse(readFileSync(file, "utf8"));
    if (typeof release === "string" && Array.isArray(hosts) && Array.isArray(findings)) {
      return { checkedAt, release, hosts, findings };
    }
  } catch {
    // told below
  }
  throw new UserError(`${file}: expected a drift report; write it with \`scripts/drift_check.sh … --report FILE\``);
}
