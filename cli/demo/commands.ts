import type { Finished } from "../../test/lab/process.ts";
import type { CommandOptions, DemoProject } from "./project.ts";
import { pulumiLines } from "./pulumi-lines.ts";

/** Names the release that the host shall run; nothing happens yet. */
export const setRelease = (project: DemoProject, tag: string) => project.here(`pulumi config set release ${tag}`);

/** Brings the host to the release. What was found before is told by the preview; what commands print matters when one fails. */
export const up = (project: DemoProject, exit: CommandOptions["exit"] = 0): Promise<Finished> =>
  project.here("pulumi up --yes --skip-preview --suppress-outputs", {
    exit,
    show: pulumiLines(exit === "failure" ? [] : ["Command", "LiveState"]),
  });

/** What `pulumi up` would do. */
export const preview = (project: DemoProject): Promise<Finished> =>
  project.here("pulumi preview --suppress-outputs", { show: pulumiLines() });

/** Exit code of a preview with `--expect-no-changes` that found any. */
export const changesFound = 7;

/** A preview that must find nothing: what runs is what the release says. */
export async function cleanPreview(project: DemoProject): Promise<void> {
  await project.here("pulumi preview --expect-no-changes", { show: pulumiLines() });
  project.narrator.check(true, "exit code 0: the host runs exactly what the release says");
}
