import { valuesInTree } from "../release/values-in-tree.ts";
import type { Settings } from "./settings.ts";

/** Stack → secret name → `file:line of tag`, where its value stands in one of the releases that the settings name. */
export type SecretsInGit = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Looks for the value of every configured secret in the whole tree of each release, as git has it. */
export async function secretsInGit({ release, pins, secrets }: Settings): Promise<SecretsInGit> {
  const tags = [...new Set([release, ...Object.values(pins)])];
  const values = new Set(Object.values(secrets).flatMap(Object.values));
  const places = await valuesInTree(process.cwd(), tags, [...values]);
  const found = ([name, value]: [string, string]) => {
    const place = places.get(value);
    return place === undefined ? [] : [[name, place] as const];
  };
  return new Map(Object.entries(secrets).map(([stack, own]) => [stack, new Map(Object.entries(own).flatMap(found))]));
}
