import { contentHash } from "../../release/content-hash.ts";
import type { Release, StackRelease } from "../../release/types.ts";
import { type ServiceChange, serviceChanges } from "./service-changes.ts";

export interface StackChange {
  readonly stack: string;
  readonly kind: "added" | "removed" | "changed";
  /** The host it is on afterwards, or was on. */
  readonly host: string;
  /** The host that it leaves; absent when it stays. */
  readonly from?: string;
  readonly services: readonly ServiceChange[];
  /** Paths in the stack's folder: new, changed or gone. */
  readonly files: readonly { readonly path: string; readonly kind: "added" | "removed" | "changed" }[];
  /** Names of required secrets. */
  readonly secrets: { readonly added: readonly string[]; readonly gone: readonly string[] };
  readonly goingBack: { readonly safe: boolean; readonly why: string };
}

/** The stacks that an update from one release to the other touches, sorted by name; all others stay as they are. */
export function stackChanges(from: Release, to: Release): StackChange[] {
  const names = [...new Set([...from.stackNames, ...to.stackNames])].sort();
  return names.flatMap((name): StackChange[] => {
    const before = from.stackNames.includes(name) ? from.stack(name) : undefined;
    const after = to.stackNames.includes(name) ? to.stack(name) : undefined;
    const moves = before && after && before.definition.host !== after.definition.host;
    if (before && after && !moves && contentHash(before) === contentHash(after)) return [];
    const files = fileChanges(before, after);
    const paths = files.map(({ path }) => path);
    return [
      {
        stack: name,
        kind: before === undefined ? "added" : after === undefined ? "removed" : "changed",
        host: (after ?? before)!.definition.host,
        ...(moves && { from: before.definition.host }),
        services: moves
          ? [...serviceChanges(before, undefined, []), ...serviceChanges(undefined, after, [])]
          : serviceChanges(before, after, paths),
        files,
        secrets: secretChanges(before, after),
        goingBack: goingBack(before, after),
      },
    ];
  });
}

function fileChanges(before?: StackRelease, after?: StackRelease): StackChange["files"] {
  const [old, now] = [before?.files ?? new Map(), after?.files ?? new Map()];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((path) => {
    const [a, b] = [old.get(path), now.get(path)];
    if (a?.sha256 === b?.sha256 && a?.executable === b?.executable) return [];
    return [{ path, kind: a === undefined ? "added" : b === undefined ? "removed" : "changed" } as const];
  });
}

function secretChanges(before?: StackRelease, after?: StackRelease): StackChange["secrets"] {
  const [old, now] = [before?.definition.secrets ?? [], after?.definition.secrets ?? []];
  return { added: now.filter((name) => !old.includes(name)), gone: old.filter((name) => !now.includes(name)) };
}

/** Whether the earlier release runs again by its code alone: what keeps data has to declare their form. */
function goingBack(before?: StackRelease, after?: StackRelease): StackChange["goingBack"] {
  const volumes = [...new Set([...(before?.resources.volumes ?? []), ...(after?.resources.volumes ?? [])])].sort();
  if (before === undefined)
    return { safe: true, why: "the stack is new; going back removes its containers and keeps its volumes" };
  if (volumes.length === 0) return { safe: true, why: "the stack keeps no data of its own" };
  const [old, now] = [before.definition.schema, after?.definition.schema];
  const data = `the form of its data (${volumes.join(", ")})`;
  if (old === undefined || now === undefined) {
    const what = `whether ${before.release} reads what ${after?.release ?? "it"} wrote is not known`;
    return { safe: false, why: `${data} is not declared in both releases, as \`schema\` in stack.yaml: ${what}` };
  }
  if (old === now) return { safe: true, why: `${data} stays ${now}` };
  return { safe: false, why: `${data} changes from ${old} to ${now}: going back needs the data of then` };
}
