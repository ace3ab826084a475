import { isMapping, type Mapping } from "./yaml-file.ts";

/** Written as a list of `KEY=value`, or as a mapping. */
const pairs = new Set(["environment", "labels", "annotations", "sysctls", "args", "extra_hosts"]);
/** Written as a list of names, or as a mapping of them. */
const names = new Set(["networks", "depends_on"]);
/** Taken whole. */
const whole = new Set(["command", "entrypoint", "test"]);

/**
 * Puts one definition over another as Compose does: mappings key by key, lists joined, what is mounted or published at the
 * same place taken from the later one. https://docs.docker.com/reference/compose-file/merge/
 */
export function mergeCompose(base: unknown, over: unknown, key = ""): unknown {
  if (over === undefined || over === null) return base;
  if (base === undefined || base === null || whole.has(key)) return over;
  if (pairs.has(key)) return mergeMappings(pairsOf(base), pairsOf(over));
  if (names.has(key)) return mergeMappings(namesOf(base), namesOf(over));
  if (isMapping(base) && isMapping(over)) return mergeMappings(base, over);
  if (Array.isArray(base) && Array.isArray(over)) {
    const places = new Set(over.map((entry) => placeOf(entry, key)));
    return [...base.filter((entry) => !places.has(placeOf(entry, key))), ...over];
  }
  return over;
}

function mergeMappings(base: Mapping, over: Mapping): Mapping {
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, mergeCompose(base[key], over[key], key)]));
}

function pairsOf(value: unknown): Mapping {
  if (!Array.isArray(value)) return isMapping(value) ? value : {};
  return Object.fromEntries(
    value.map(String).map((entry) => {
      const [, name = entry, text] = /^([^=:]+)[=:](.*)$/s.exec(entry) ?? [];
      return [name, text ?? null];
    }),
  );
}

function namesOf(value: unknown): Mapping {
  return Array.isArray(value) ? Object.fromEntries(value.map((name) => [String(name), null])) : (value as Mapping);
}

/** Two entries of one place are one. */
function placeOf(entry: unknown, key: string): string {
  if (key === "volumes" || key === "configs" || key === "secrets") {
    if (isMapping(entry)) return String(entry.target ?? entry.source);
    const [first = "", second] = String(entry).split(":");
    return (second ?? first).replace(/(?<=.)\/$/, "");
  }
  return JSON.stringify(entry);
}
