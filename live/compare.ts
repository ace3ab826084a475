/** One leaf that differs: the keys that lead to it, and both values; undefined where one side has none. */
export interface Difference {
  readonly keys: readonly string[];
  readonly before: unknown;
  readonly now: unknown;
}

/** Every leaf of a tree of records, keyed by its JSON path. An empty record has no leaves. */
function leaves(
  value: unknown,
  keys: readonly string[] = [],
): Map<string, { keys: readonly string[]; value: unknown }> {
  if (value === undefined) return new Map();
  if (value === null || typeof value !== "object") return new Map([[JSON.stringify(keys), { keys, value }]]);
  return new Map(Object.entries(value).flatMap(([key, item]) => [...leaves(item, [...keys, key])]));
}

/** Leaf by leaf, in the order in which `before` and then `now` has them. */
export function compare(before: unknown, now: unknown): Difference[] {
  const [was, is] = [leaves(before), leaves(now)];
  return [...new Map([...was, ...is])]
    .map(([path, { keys }]) => ({ keys, before: was.get(path)?.value, now: is.get(path)?.value }))
    .filter((difference) => difference.before !== difference.now);
}
