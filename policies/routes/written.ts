import type { Route } from "../../release/routes/model.ts";
import type { StackRelease } from "../../release/types.ts";
import { isMapping, parseYamlFile } from "../../release/yaml-file.ts";
import { serviceOf } from "./compose.ts";

/** Whether a router's priority is written, instead of following from its rule's length. */
export class WrittenPriorities {
  readonly #stacks: ReadonlyMap<string, StackRelease>;
  readonly #known = new Map<Route, boolean>();
  /** Dynamic file → what it says, by path in small letters. */
  readonly #files = new Map<string, ReadonlyMap<string, unknown>>();

  constructor(stacks: readonly StackRelease[]) {
    this.#stacks = new Map(stacks.map((stack) => [stack.name, stack]));
  }

  /** TCP's catch-all, which is last by itself, counts as written. */
  has(route: Route): boolean {
    const known = this.#known.get(route) ?? this.#read(route);
    this.#known.set(route, known);
    return known;
  }

  #read(route: Route): boolean {
    if (Number(route.priority) !== Buffer.byteLength(route.rule ?? "")) return true;
    const stack = this.#stacks.get(route.stack)!;
    const key = `${route.source.key}.priority`.toLowerCase();
    const value =
      route.provider === "docker" ? labelOf(stack, route.from, key) : this.#ofFile(stack, route.from).get(key);
    return Number(value ?? 0) !== 0;
  }

  #ofFile(stack: StackRelease, path: string): ReadonlyMap<string, unknown> {
    const known =
      this.#files.get(path) ?? priorities(parseYamlFile(path, stack.files.get(path)!.content.toString(), []).data);
    this.#files.set(path, known);
    return known;
  }
}

function labelOf(stack: StackRelease, service: string, key: string): unknown {
  const { labels } = serviceOf(stack, service);
  const pairs = Array.isArray(labels)
    ? labels.map((label) => String(label).split(/=(.*)/s) as [string, string?])
    : Object.entries(isMapping(labels) ? labels : {});
  return pairs.find(([name]) => name.toLowerCase() === key)?.[1];
}

/** `http.routers.<name>.priority` in small letters → its value. */
function priorities(data: unknown): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [protocol, all] of entries(data)) {
    for (const [kind, elements] of entries(all)) {
      for (const [name, element] of entries(elements)) {
        for (const [field, value] of entries(element)) {
          found.set([protocol, kind, name, field].join(".").toLowerCase(), value);
        }
      }
    }
  }
  return found;
}

const entries = (value: unknown) => Object.entries(isMapping(value) ? value : {});
