import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { closeHosts } from "../live/host.ts";
import { UserError } from "../release/errors.ts";
import { checkHost } from "./drift/check-host.ts";
import { datedReport } from "./drift/first-seen.ts";
import { exitCode, type HostResult, reportJson } from "./drift/report.ts";
import { configuredTargets, type Target } from "./drift/targets.ts";
import { type ExportFiles, exportHost } from "./export/host-export.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { Progress } from "./shared/progress.ts";
import { enterProject } from "./shared/project.ts";
import { timestamp } from "./shared/timestamp.ts";

export const usage = {
  forms: ["make export-runtime"],
  text: `Writes what every host of Pulumi.<stack>.yaml runs into audit/runtime/<time>/<host>/, and changes nothing there:
docker_state.json, compose_sha256.txt, traefik_routers.json, odoo_addons.hash, drift_report.json and, where a stack has
data to dump, data_dumps.json (which dumps the host keeps). None holds a secret. Git ignores the folder; \`git add -f\` keeps an export. PULUMI_STACK chooses the Pulumi stack.
Exit code 2 when a host could not be read; the others are written.`,
  options: { help: { text: "this text" } },
} as const satisfies Usage;

/** The exports' folder, below the project. */
export const exportsFolder = join("audit", "runtime");

/** `make export-runtime`. */
export async function run(args: string[]): Promise<void> {
  readOptions("export-runtime", usage, args);
  const now = new Date();
  const folder = join(exportsFolder, timestamp(now));
  try {
    const { release, hosts } = await configuredTargets(enterProject());
    const progress = new Progress("reading");
    await Promise.all(
      hosts.map((target) =>
        progress.of(target.settings.name, async () => {
          const { name } = target.settings;
          const result = await checkHost(target);
          const report = datedReport(release, [result], now);
          const files = await readFiles(target, result);
          if (typeof files === "string") {
            console.error(files);
            process.exitCode = 2;
            return;
          }
          if (exitCode(report) === 2) process.exitCode = 2; // which question had no answer is in the report
          writeExport(join(folder, name), { ...files, "drift_report.json": reportJson(report) });
          const { length } = report.findings;
          console.log(`${join(folder, name)}  ${length === 0 ? "no drift" : `${length} findings`}`);
        }),
      ),
    );
  } finally {
    closeHosts();
  }
}

/** The files, or why there are none. */
async function readFiles(target: Target, { error }: HostResult): Promise<ExportFiles | string> {
  if (error !== undefined) return error;
  try {
    return await exportHost(target);
  } catch (failure) {
    if (failure instanceof UserError) return failure.message;
    throw failure;
  }
}

function writeExport(folder: string, files: ExportFiles): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}
