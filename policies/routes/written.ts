import type { Route } from "../../release/routes/model.ts";
import type { StackRelease } from "../../release/types.ts";
import { isMapping, parseYamlFile } from "../../release/yaml-file.ts";

const files = new WeakMap<StackRelease, Map<string, unknown>>();

/** Whether a router's priority is written, instead of following from its rule's length. TCP's catch-all is last by itself. */
export function hasWrittenPriority(route: Route, stacks: readonly StackRelease[]): boolean {
  if (Number(route.priority) !== Buffer.byteLength(route.rule ?? "")) return true;
  const stack = stacks.find(({ name }) => name === route.stack)!;
  const value = route.provider === "docker" ? labelOf(stack, route) : entryOf(stack, route);
  return Number(value ?? 0) !== 0;
}

function labelOf({ composeFile }: StackRelease, { from, source }: Route): unknown {
  const service = at(composeFile.data, "services", from);
  const labels = isMapping(service) ? service.labels : undefined;
  const pairs = Array.isArray(labels)
    ? labels.map((label) => String(label).split(/=(.*)/s) as [string, string?])
    : Object.entries(isMapping(labels) ? labels : {});
  const name = `${source.key}.priority`.toLowerCase();
  return pairs.find(([key]) => key.toLowerCase() === name)?.[1];
}

function entryOf(stack: StackRelease, { from, source }: Route): unknown {
  const known = files.get(stack) ?? new Map<string, unknown>();
  files.set(stack, known);
  if (!known.has(from)) known.set(from, parseYamlFile(from, stack.files.get(from)!.content.toString(), []).data);
  const [protocol = "", routers = "", ...name] = source.key.split(".");
  return at(known.get(from), protocol, routers, name.join("."), "priority");
}

/** A value below keys, whose case does not matter. */
function at(data: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce((place: unknown, key) => {
    if (!isMapping(place)) return undefined;
    return Object.entries(place).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1];
  }, data);
}
