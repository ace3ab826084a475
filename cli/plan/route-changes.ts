import { stackRoutes } from "../../release/routes/routes.ts";
import type { Route } from "../../release/routes/model.ts";
import type { Release } from "../../release/types.ts";

export interface RouteChange {
  /** As Traefik shows it: `erp@docker`. */
  readonly router: string;
  readonly stack: string;
  readonly kind: "added" | "removed" | "changed";
  /** The rule of a router that is new or gone; each property that is another one. */
  readonly what: readonly string[];
}

/** The routers that are in one release only, or say something else in the other. */
export function routeChanges(from: Release, to: Release): RouteChange[] {
  const [old, now] = [routers(from), routers(to)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((key): RouteChange[] => {
    const [before, after] = [old.get(key), now.get(key)];
    const { name: router, stack } = (after ?? before)!;
    if (before && after) {
      const what = properties.flatMap((property) => {
        const [a, b] = [text(before[property]), text(after[property])];
        return a === b ? [] : [`${property}: ${a} → ${b}`];
      });
      if (before.stack !== stack) what.unshift(`stack: ${before.stack} → ${stack}`);
      return what.length === 0 ? [] : [{ router, stack, kind: "changed", what }];
    }
    return [{ router, stack, kind: before ? "removed" : "added", what: [text((after ?? before)!.rule)] }];
  });
}

const properties = [
  "rule",
  "priority",
  "entryPoints",
  "service",
  "middlewares",
  "tls",
] as const satisfies (keyof Route)[];

/** By host, protocol and name; of several with one name the first. */
function routers(release: Release): Map<string, Route> {
  const stacks = release.stackNames.map((name) => release.stack(name));
  const all = new Map<string, Route>();
  for (const stack of stacks) {
    for (const route of stackRoutes(stack, stacks)?.routers ?? []) {
      const key = `${stack.definition.host} ${route.protocol} ${route.name}`;
      if (!all.has(key)) all.set(key, route);
    }
  }
  return all;
}

function text(value: unknown): string {
  if (value === undefined) return "none";
  if (value === null) return "depends on a secret";
  if (Array.isArray(value)) return value.join(", ") || "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
