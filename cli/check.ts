import { checkNames, checks } from "./check/checks.ts";
import { checkText, exitCode } from "./check/text.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { enterProject } from "./shared/project.ts";
import { wantsColour } from "./shared/terminal.ts";

export const usage = {
  forms: ["make check", "make check SERVER=1", "make check ONLY=locks,docs"],
  text: `Looks for what stands between the work tree and a release, and changes nothing: ${checkNames.join(", ")}.
Exit code 0: nothing. 1: findings. 2: something could not be checked. (make turns each failure into its own exit code 2.)`,
  options: {
    server: { text: "asks the hosts of Pulumi.<stack>.yaml for drift too; without it there is no network" },
    only: { value: "NAMES", text: "these checks alone, parted by commas" },
    json: { text: "the results (name, findings, couldNot, skipped, seen) as JSON" },
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** `make check`. */
export async function run(args: string[]): Promise<void> {
  const { server = false, only, json } = readOptions("check", usage, args);
  const names = only?.split(",");
  const results = await checks({ project: enterProject(), server, ...(names === undefined ? {} : { only: names }) });
  console.log(json ? JSON.stringify({ checks: results }, undefined, 2) : checkText(results, wantsColour()));
  process.exitCode = exitCode(results);
}
