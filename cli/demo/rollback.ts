import { pinned, upgrade } from "./cast.ts";
import { cleanPreview, setRelease, up } from "./commands.ts";
import { visits } from "./deploy.ts";
import type { DemoProject } from "./project.ts";
import { onlyTheseRestart } from "./upgrade.ts";

/** One stack goes back, the others stay. */
export async function oneStack(project: DemoProject): Promise<void> {
  await onlyTheseRestart(project, [pinned.stack], async () => {
    await project.here(`pulumi config set --path 'pins.${pinned.stack}' main1.0.0`);
    await up(project);
  });
  const { stdout } = await project.there(pinned.ask);
  project.narrator.check(stdout.includes("sha-1a1a1a1"), `${pinned.stack} answers with its earlier version`, stdout);
}

/** Everything goes back. */
export async function everything(project: DemoProject): Promise<void> {
  const others = upgrade.map(({ stack }) => stack).filter((stack) => stack !== pinned.stack);
  await onlyTheseRestart(project, others, async () => {
    await project.here(`pulumi config rm --path 'pins.${pinned.stack}'`);
    await setRelease(project, "main1.0.0");
    await up(project);
  });
  await cleanPreview(project);
  const count = await visits(project);
  project.narrator.check(count === 2, "the row of the first visit outlived every update", `visits: ${count}`);
}
