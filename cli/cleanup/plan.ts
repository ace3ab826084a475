import type { HostState } from "./host-state.ts";
import type { Kind } from "./rules.ts";

/** One thing that can go, or that is only told of. */
export interface Item {
  readonly kind: Kind;
  readonly subject: string;
  readonly bytes: number;
  /** What removes it: references of an image, or a path below `.seisei` on the host or below the project here. Absent: nothing does. */
  readonly remove?: readonly string[];
}

/** What the releases say. */
export interface Keep {
  /** `nginx:1.27@sha256:…` of every service of the releases that are kept. */
  readonly references: readonly string[];
  /** Names that an image of any release has or had: `nginx`. */
  readonly repositories: ReadonlySet<string>;
  /** Stacks of the releases that are kept. */
  readonly stacks: readonly string[];
}

/** What can go on a host, by the rules of rules.ts. */
export function hostPlan(state: HostState, keep: Keep): Item[] {
  return [...imageItems(state, keep), ...bundleItems(state, keep), ...leftoverItems(state), ...containerItems(state)];
}

function imageItems({ images, containers, recorded }: HostState, { references, repositories }: Keep): Item[] {
  const used = new Set(containers.map(({ imageId }) => imageId));
  const kept = new Set([...references, ...recorded].map((reference) => reference.slice(reference.indexOf("@") + 1)));
  return images
    .filter(({ id, references }) => ![id, ...references.map(digestOf)].some((name) => used.has(name) || kept.has(name)))
    .filter(({ references }) => references.length > 0)
    .map(({ id, references, bytes }): Item => {
      const named = references.find((reference) => !reference.includes("@")) ?? references[0]!;
      const item = { subject: `${named} (${id.slice(0, 19)}…)`, bytes };
      const ours = references.every((reference) => repositories.has(repositoryOf(reference)));
      return ours ? { kind: "image", ...item, remove: references } : { kind: "other image", ...item };
    });
}

function bundleItems({ bundles, containers, stacks }: HostState, keep: Keep): Item[] {
  const alive = new Set([...keep.stacks, ...stacks, ...containers.map(({ project }) => project)]);
  return bundles
    .filter(({ name }) => !alive.has(name.replace(/\.(tar|apply)$/, "")))
    .map(({ name, bytes }) => ({ kind: "bundle", subject: `.seisei/${name}`, bytes, remove: [name] }));
}

function leftoverItems({ leftovers }: HostState): Item[] {
  return leftovers.map(({ name, bytes }) => ({ kind: "leftover", subject: `.seisei/${name}`, bytes, remove: [name] }));
}

function containerItems({ containers }: HostState): Item[] {
  return containers
    .filter(({ project, state }) => project === "" && state !== "running")
    .map(({ name, state }) => ({ kind: "stopped container", subject: `${name} (${state})`, bytes: 0 }));
}

const digestOf = (reference: string) => reference.slice(reference.indexOf("@") + 1);
const repositoryOf = (reference: string) => reference.replace(/@.*$/, "").replace(/:[^:/]*$/, "");
