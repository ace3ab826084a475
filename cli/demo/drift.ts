import { stripVTControlCharacters } from "node:util";
import { dockerHost } from "../../test/lab/host-facts.ts";
import { removeUnknown, tampering } from "./cast.ts";
import { changesFound, cleanPreview, up } from "./commands.ts";
import { containers, restarted } from "./containers.ts";
import type { DemoProject } from "./project.ts";
import { pulumiLines } from "./pulumi-lines.ts";

/** Changes the host behind the release's back. */
export async function tamper(project: DemoProject): Promise<void> {
  for (const [index, { what, command }] of tampering.entries()) {
    project.narrator.note(`${index + 1}. Somebody ${what}.`);
    await project.there(command);
  }
}

/** The drift check names each of it, and changes nothing. */
export async function seeDrift(project: DemoProject): Promise<void> {
  const { narrator, host } = project;
  const before = await dockerHost(host);
  const { stdout, stderr } = await project.here("pulumi preview --expect-no-changes", {
    exit: changesFound,
    show: pulumiLines(),
  });
  narrator.look(
    "one warning for each finding: what is there, what the release has, what to do. Exit code 7 tells a scheduled job.",
  );
  const text = stripVTControlCharacters(stdout + stderr);
  for (const { what, seen } of tampering) narrator.check(seen.test(text), `found: somebody ${what}`);
  narrator.check((await dockerHost(host)) === before, "the preview itself changed nothing on the host");
}

/** An update is the repair; what belongs to no stack is for a person to judge. */
export async function repair(project: DemoProject): Promise<void> {
  const { narrator, host } = project;
  const before = await containers(host);
  await up(project);
  const after = await containers(host);
  const stacks = new Set<string>(tampering.map(({ stack }) => stack));
  const others = restarted(before, after).filter((name) => !stacks.has((after.get(name) ?? before.get(name)!).stack));
  narrator.check(others.length === 0, "no container of an untouched stack was restarted", others.join("\n"));
  narrator.check(after.has("try-out"), "the unknown container still runs: `pulumi up` removes only what it made");
  await project.there(removeUnknown);
  for (const { what, undone } of tampering) {
    const { code, stdout } = await host.run(undone, { check: false });
    narrator.check(code === 0, `undone on the host: somebody ${what}`, stdout);
  }
  await cleanPreview(project);
}
