// Part of the plugins that stand in for official ones: where two sets of inputs differ, in the engine's notation.
import type { ChangeKind, Difference } from "../../../../provider/plugin-server.ts";
import { type Properties, same } from "../../../../provider/plugin-server.ts";
import { isAsset, sameAsset } from "./assets.ts";

type Detailed = NonNullable<Difference["detailed"]>;

/**
 * Compares inputs leaf by leaf, as the official plugins do: `connection.host`, `triggers[1]`, `labels["a b"]`.
 * An asset or archive is one leaf, compared by its hash. Top-level properties in `replaces` replace the resource.
 */
export function detailedDiff(before: Properties, now: Properties, replaces: readonly string[] = []): Difference {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const detailed: Detailed = {};
  const changes: string[] = [];
  for (const key of keys) {
    const found = differences(path("", key), before[key], now[key]);
    if (found.length === 0) continue;
    changes.push(key);
    for (const [where, kind] of found) {
      detailed[where] = { kind: replaces.includes(key) ? (`${kind}-replace` as ChangeKind) : kind, inputDiff: true };
    }
  }
  return { changes, replaces: changes.filter((key) => replaces.includes(key)), detailed };
}

type Found = [string, "add" | "delete" | "update"];

function differences(where: string, before: unknown, now: unknown): Found[] {
  if (absent(before)) return absent(now) ? [] : [[where, "add"]];
  if (absent(now)) return [[where, "delete"]];
  if (isAsset(before) && isAsset(now)) return sameAsset(before, now) ? [] : [[where, "update"]];
  if (Array.isArray(before) && Array.isArray(now)) {
    const indexes = Array.from({ length: Math.max(before.length, now.length) }, (_item, index) => index);
    return indexes.flatMap((index) => differences(`${where}[${index}]`, before[index], now[index]));
  }
  if (isRecord(before) && isRecord(now)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
    return [...keys].flatMap((key) => differences(path(where, key), before[key], now[key]));
  }
  return same(before, now) ? [] : [[where, "update"]];
}

const absent = (value: unknown) => value === undefined || value === null;
const isRecord = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isAsset(value);

function path(parent: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${parent}[${JSON.stringify(key)}]`;
  return parent === "" ? key : `${parent}.${key}`;
}
