import type { Middleware, Route, Routes, RouteService } from "../../release/routes/model.ts";
import { stackRoutes } from "../../release/routes/routes.ts";
import type { Release } from "../../release/types.ts";

export interface RouteChange {
  readonly element: "router" | "service" | "middleware";
  /** As Traefik shows it: `erp@docker`. */
  readonly name: string;
  readonly stack: string;
  readonly kind: "added" | "removed" | "changed";
  /** The rule of a router that is new or gone, the type of a middleware; else each property that is another one. */
  readonly what: readonly string[];
}

interface Element extends Pick<RouteChange, "element" | "name" | "stack"> {
  readonly title: string;
  readonly properties: Readonly<Record<string, string>>;
}

/**
 * Routers and middlewares that are in one release only or say something else in the other, and services that do. What may
 * hold a secret, such as the users of a password, is not compared.
 */
export function routeChanges(from: Release, to: Release): RouteChange[] {
  const [old, now] = [elements(from), elements(to)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((key): RouteChange[] => {
    const [before, after] = [old.get(key), now.get(key)];
    const { element, name, stack, title } = (after ?? before)!;
    if (before && after) {
      const what = differences(before.properties, after.properties);
      return what.length === 0 ? [] : [{ element, name, stack, kind: "changed", what }];
    }
    // Traefik makes a service of each container by itself: the stack says already that it is new or gone.
    if (element === "service") return [];
    return [{ element, name, stack, kind: before ? "removed" : "added", what: [title] }];
  });
}

function differences(before: Element["properties"], after: Element["properties"]): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
    const [a = "none", b = "none"] = [before[key], after[key]];
    return a === b ? [] : [`${key}: ${a} → ${b}`];
  });
}

/** By host, kind, protocol and name; of several with one name the first. */
function elements(release: Release): Map<string, Element> {
  const stacks = release.stackNames.map((name) => release.stack(name));
  const all = new Map<string, Element>();
  for (const stack of stacks) {
    for (const [protocol, element] of parts(stackRoutes(stack, stacks))) {
      const key = [stack.definition.host, element.element, protocol, element.name].join(" ");
      if (!all.has(key)) all.set(key, element);
    }
  }
  return all;
}

function parts(routes: Routes | undefined): [protocol: string, element: Element][] {
  const { routers = [], services = [], middlewares = [] } = routes ?? {};
  return [
    ...routers.map((route): [string, Element] => [route.protocol, router(route)]),
    ...services.map((service): [string, Element] => [service.protocol, other("service", service)]),
    ...middlewares.map((middleware): [string, Element] => [middleware.protocol, other("middleware", middleware)]),
  ];
}

function router({ name, stack, rule, priority, entryPoints, service, middlewares, tls }: Route): Element {
  const properties = { stack, rule, priority, entryPoints, service, middlewares, tls };
  return { element: "router", name, stack, title: text(rule), properties: texts(properties) };
}

function other(element: "service" | "middleware", { name, stack, type, settings }: RouteService | Middleware): Element {
  return { element, name, stack, title: type, properties: texts({ stack, type, ...settings }) };
}

const texts = (properties: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, text(value)]));

function text(value: unknown): string {
  if (value === undefined) return "none";
  if (value === null) return "depends on a secret";
  if (Array.isArray(value)) return value.join(", ") || "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
