import { failing, newRoute, upgrade } from "./cast.ts";
import { cleanPreview, preview, setRelease, up } from "./commands.ts";
import { containers, restarted } from "./containers.ts";
import { tagRelease } from "./prepare.ts";
import type { Lab } from "../../test/lab/lab.ts";
import type { DemoProject } from "./project.ts";

/** Fails unless the containers that restarted are those of these stacks, each stack with one at least. */
export async function onlyTheseRestart(
  project: DemoProject,
  stacks: readonly string[],
  work: () => Promise<unknown>,
): Promise<void> {
  const before = await containers(project.host);
  await work();
  const after = await containers(project.host);
  const names = restarted(before, after);
  const touched = new Set(names.map((name) => (after.get(name) ?? before.get(name)!).stack));
  project.narrator.check(
    [...touched].sort().join() === [...stacks].sort().join(),
    stacks.length > 0
      ? `restarted: ${stacks.join(", ")}; ${after.size - names.length} other containers run on`
      : `no container was restarted; all ${after.size} run on`,
    `restarted: ${names.join(", ") || "none"}`,
  );
}

/** To the next release: first what would change, then the change. */
export async function toNextRelease(project: DemoProject): Promise<void> {
  const stacks = upgrade.map(({ stack }) => stack);
  await onlyTheseRestart(project, stacks, async () => {
    await setRelease(project, "main1.0.1");
    await preview(project);
    project.narrator.look(
      `only ${stacks.join(", ")} would change. An image that is deleted here leaves the state alone; the host keeps it for the way back.`,
    );
    await up(project);
  });
  const { stdout } = await project.there(newRoute.ask);
  project.narrator.check(
    stdout.includes(newRoute.answer),
    "the new route leads through Traefik and nginx to Odoo",
    stdout,
  );
  await cleanPreview(project);
}

/** A release that never gets healthy is put back by the host itself, and the update fails. */
export async function failingRelease(project: DemoProject, lab: Lab): Promise<void> {
  const { narrator, host } = project;
  await project.here(failing.edit);
  await tagRelease(project, lab, "main1.0.2");
  await setRelease(project, "main1.0.2");
  await up(project, "failure");
  narrator.look("the reason and the container's last lines. A release that was put back is a failed update.");
  await project.there(failing.ask);
  const images = [...(await containers(host)).values()].filter(({ stack }) => stack === failing.stack);
  narrator.check(
    images.length > 0 && images.every(({ image, state }) => !image.includes("bad0bad") && state === "running healthy"),
    `${failing.stack} runs the release before, healthy, and answers`,
    images.map(({ name, image, state }) => `${name}: ${image}, ${state}`).join("\n"),
  );
}

/** Back to the release that works. */
export async function backToGood(project: DemoProject): Promise<void> {
  await onlyTheseRestart(project, [], async () => {
    await setRelease(project, "main1.0.1");
    await up(project);
  });
  await cleanPreview(project);
}
