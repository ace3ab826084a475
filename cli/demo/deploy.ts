import { data } from "./cast.ts";
import { cleanPreview, setRelease, up } from "./commands.ts";
import { containers, restarted } from "./containers.ts";
import type { DemoProject } from "./project.ts";

/** Visits the application that counts its visits in PostgreSQL. */
export async function visits(project: DemoProject): Promise<number> {
  const { stdout } = await project.there(data.ask);
  return Number(/"visits": (\d+)/.exec(stdout)?.[1]);
}

/** The first deployment: from an empty host to every stack of the release. */
export async function firstDeployment(project: DemoProject): Promise<void> {
  const { narrator, host } = project;
  await setRelease(project, "main1.0.0");
  await up(project);
  await project.there("docker ps --format 'table {{.Names}}\\t{{.Status}}'");
  const all = [...(await containers(host)).values()];
  const stacks = new Set(all.map(({ stack }) => stack));
  const bad = all.filter(({ state }) => state !== "running healthy" && state !== "running");
  const { stdout } = await host.run("ls /opt/seisei-main/stacks");
  narrator.check(
    stdout.trim().split("\n").sort().join() === [...stacks].sort().join() && bad.length === 0,
    `${all.length} containers of ${stacks.size} stacks run`,
    bad.map(({ name, state }) => `${name}: ${state}`).join("\n"),
  );
  const unpinned = all.filter(({ image }) => !/@sha256:[0-9a-f]{64}$/.test(image));
  narrator.check(
    unpinned.length === 0,
    "each from the image digest that the release's lock names",
    unpinned.map(({ name, image }) => `${name}: ${image}`).join("\n"),
  );
  narrator.check((await visits(project)) === 1, `${data.stack} answers and counts its first visit in PostgreSQL`);
}

/** The drift check on a host that nobody touched. */
export async function nothingToDo(project: DemoProject): Promise<void> {
  const before = await containers(project.host);
  await cleanPreview(project);
  await up(project);
  const touched = restarted(before, await containers(project.host));
  project.narrator.check(touched.length === 0, "another `pulumi up` restarts nothing", touched.join("\n"));
}
