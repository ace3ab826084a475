import { type Documented, documentedKinds } from "../live/documented.ts";
import { isMapping } from "../release/yaml-file.ts";

/**
 * Reads `seisei:hosts.<name>.documented`: things of the host that are meant to be there.
 * @param at the key, to begin a message with
 */
export function parseDocumented(value: unknown, at: string, problems: string[]): Documented[] {
  if (value === undefined) return [];
  const form = "write entries such as `{container: debug-*, reason: …}`";
  if (!Array.isArray(value)) {
    problems.push(`${at}: expected a list, got ${JSON.stringify(value)}; ${form}`);
    return [];
  }
  return value.flatMap((entry: unknown, index) => parseEntry(entry, `${at}[${index}]`, form, problems) ?? []);
}

function parseEntry(entry: unknown, at: string, form: string, problems: string[]): Documented | undefined {
  const before = problems.length;
  if (!isMapping(entry)) {
    problems.push(`${at}: expected a mapping, got ${JSON.stringify(entry)}; ${form}`);
    return undefined;
  }
  const { reason, ...rest } = entry;
  const kinds = documentedKinds.filter((kind) => kind in rest);
  const [kind] = kinds;
  for (const key of Object.keys(rest)) {
    if (!documentedKinds.some((known) => known === key)) {
      problems.push(`${at}.${key}: unknown key; known are ${documentedKinds.join(", ")}, reason`);
    }
  }
  if (kinds.length !== 1) {
    const got = kinds.length === 0 ? "none" : kinds.join(" and ");
    problems.push(`${at}: expected exactly one of ${documentedKinds.join(", ")}, got ${got}; ${form}`);
  }
  const name = kind && rest[kind];
  if (kind && (typeof name !== "string" || name === "")) {
    problems.push(`${at}.${kind}: expected a name, got ${JSON.stringify(name)}; put it in quotes`);
  }
  if (typeof reason !== "string" || reason.trim() === "") {
    problems.push(
      `${at}.reason: expected why it is there, got ${reason === undefined ? "nothing" : JSON.stringify(reason)}; add a line \`reason: …\``,
    );
  }
  return problems.length > before ? undefined : { kind: kind!, name: name as string, reason: reason as string };
}
