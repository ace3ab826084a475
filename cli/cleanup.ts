import { closeHosts, openHost } from "../live/host.ts";
import { notUnderstood } from "../live/failures.ts";
import { UserError } from "../release/errors.ts";
import { hostStateScript, parseHostState } from "./cleanup/host-state.ts";
import { keepOf } from "./cleanup/keep.ts";
import { localPlan } from "./cleanup/local.ts";
import { hostPlan, type Item, type Keep } from "./cleanup/plan.ts";
import { removeHere, removeOnHost } from "./cleanup/remove.ts";
import { cleanupText, type Outcome } from "./cleanup/text.ts";
import { configuredTargets, type Target } from "./drift/targets.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { Progress } from "./shared/progress.ts";
import { enterProject } from "./shared/project.ts";

export const usage = {
  forms: ["make cleanup            what could go", "make cleanup APPLY=1    removes it"],
  text: `Looks on every host of Pulumi.<stack>.yaml, and here, for what no release needs any more: images, bundles, leftovers of
deployments, old exports and packages. Never volumes, never what a deployed release or the one before it needs.
docs/CLEANUP_POLICY.md has the rules. Exit code 1 when something would not go, 2 when a host could not be read.`,
  options: {
    apply: { text: "removes it; else nothing is changed" },
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** `make cleanup`. */
export async function run(args: string[]): Promise<void> {
  const { apply = false } = readOptions("cleanup", usage, args);
  const project = enterProject();
  try {
    const targets = await configuredTargets(project);
    const keep = await keepOf(project, targets);
    const progress = new Progress(apply ? "cleaning up" : "reading");
    const outcomes = targets.hosts.map((target) =>
      progress.of(target.settings.name, () => cleanHost(target, keep, apply)),
    );
    const local = await localPlan(project, new Date());
    if (apply) removeHere(project, local);
    const all = [...(await Promise.all(outcomes)), { where: "here", items: local, gone: apply ? local : [] }];
    console.log(cleanupText(all, apply));
    for (const { error } of all) if (error !== undefined) console.error(error);
    if (apply && all.some(({ items, gone }) => gone.length < removable(items).length)) process.exitCode = 1;
    if (all.some(({ error }) => error !== undefined)) process.exitCode = 2;
  } finally {
    closeHosts();
  }
}

const removable = (items: readonly Item[]) => items.filter(({ remove }) => remove !== undefined);

async function cleanHost({ settings, sshConfig }: Target, keep: Keep, apply: boolean): Promise<Outcome> {
  const { name, root } = settings;
  try {
    const state = parseHostState(
      await openHost(sshConfig, name, root).read(hostStateScript(root), "what could be cleaned up"),
    );
    if (!state) throw notUnderstood(name, "what could be cleaned up");
    const items = hostPlan(state, keep);
    return { where: name, items, gone: apply ? await removeOnHost(sshConfig, name, root, removable(items)) : [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { where: name, items: [], gone: [], error: error.message };
  }
}
