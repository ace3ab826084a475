import { isMapping, type Key, type YamlFile } from "../yaml-file.ts";
import type { Text } from "./model.ts";

/** A part of Traefik's configuration, the same for labels, flags and YAML. Traefik takes names without regard to case. */
export interface Tree {
  /** As it is written. */
  readonly name: string;
  /** What leads to it, as it is written, joined by dots. */
  readonly key: string;
  /** `file:line` */
  readonly at: () => string;
  /** Absent for what has only children. */
  value?: Text;
  /** By name in small letters. */
  readonly children: Map<string, Tree>;
}

/** One label of a service, or one flag of a command. */
export interface Label {
  readonly name: string;
  readonly value: Text;
  readonly at: () => string;
}

/** Labels as a tree below their first word. Of names that differ in case alone, the first in order wins, as in Traefik. */
export function labelTree(labels: readonly Label[]): Tree {
  const root = node("", "", () => "");
  for (const label of [...labels].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    let place = root;
    for (const name of label.name.replace(/\[(\d+)\]/g, ".$1").split(".")) {
      place = descend(place, name, label.at);
    }
    place.value = label.value;
  }
  return root;
}

/** A YAML file as a tree. A key without a value is as if it were absent. */
export function yamlTree(source: YamlFile): Tree {
  const root = node("", "", () => source.at([]));
  const fill = (place: Tree, data: unknown, key: Key) => {
    if (isMapping(data) || Array.isArray(data)) {
      for (const [name, value] of Object.entries(data)) {
        const step = Array.isArray(data) ? Number(name) : name;
        if (value !== null)
          fill(
            descend(place, name, () => source.at([...key, step])),
            value,
            [...key, step],
          );
      }
    } else place.value = String(data);
  };
  fill(root, source.data ?? {}, []);
  return root;
}

export function child(tree: Tree | undefined, ...path: readonly string[]): Tree | undefined {
  return path.reduce((place, name) => place?.children.get(name.toLowerCase()), tree);
}

/** The children of a part in the order in which they are written. */
export const children = (tree: Tree | undefined): Tree[] => [...(tree?.children.values() ?? [])];

export const text = (tree: Tree | undefined, ...path: readonly string[]): Text | undefined =>
  child(tree, ...path)?.value;

/** A list: members of their own in YAML, parted by commas in a label. `null`: not known. */
export function list(tree: Tree | undefined, ...path: readonly string[]): string[] | null {
  const place = child(tree, ...path);
  const texts = place?.value === undefined ? children(place).map(({ value }) => value ?? "") : [place.value];
  if (texts.includes(null)) return null;
  return texts.flatMap((value) => value!.split(",")).flatMap((value) => value.trim() || []);
}

/** Go's `strconv.ParseBool`; `undefined` for anything else. */
export function flag(value: Text | undefined): boolean | undefined {
  if (/^(1|t|T|true|TRUE|True)$/.test(value ?? "")) return true;
  return /^(0|f|F|false|FALSE|False)$/.test(value ?? "") ? false : undefined;
}

function descend(place: Tree, name: string, at: () => string): Tree {
  const known = place.children.get(name.toLowerCase());
  if (known) return known;
  const made = node(name, place.key === "" ? name : `${place.key}.${name}`, at);
  place.children.set(name.toLowerCase(), made);
  return made;
}

const node = (name: string, key: string, at: () => string): Tree => ({ name, key, at, children: new Map() });
