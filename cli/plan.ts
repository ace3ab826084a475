import { openRelease } from "../release/release.ts";
import { chooseReleases } from "./plan/choose.ts";
import { images, planBetween } from "./plan/plan.ts";
import { withSizes } from "./plan/sizes.ts";
import { planText } from "./plan/text.ts";
import { registryAddress } from "./lock.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { enterProject } from "./shared/project.ts";

export const usage = {
  forms: ["make plan", "make plan FROM=main1.0.0 TO=main1.0.1"],
  text: `Tells what an update from one release to another does, from git alone; asks no host and changes nothing: stacks,
services that start again and why, images to pull, routes, required secrets, and whether the way back is one of code only.
How much an image downloads is asked of its registry, or of REGISTRY=http://…; where none answers the size is unknown.
Exit code 0, or 2 when a release cannot be read.`,
  options: {
    from: { value: "TAG", text: "the release to start from; without it the configured one, else the one before TO" },
    to: { value: "TAG", text: "the release to plan for; without it the one that is checked out, else the newest" },
    json: { text: "the plan as JSON; bytes is null where a size is unknown" },
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** `make plan`. */
export async function run(args: string[]): Promise<void> {
  const { from, to, json } = readOptions("plan", usage, args);
  const project = enterProject();
  const chosen = await chooseReleases(project, { from, to });
  const [before, after] = await Promise.all([openRelease(project, chosen.from), openRelease(project, chosen.to)]);
  const bare = planBetween(before, after);
  const { pulls, notes } = await withSizes(bare.pulls, images(before), registryAddress());
  const plan = { ...bare, pulls };
  for (const line of [...chosen.notes, ...notes]) console.error(line);
  console.log(json ? JSON.stringify(plan, undefined, 2) : planText(plan));
}
