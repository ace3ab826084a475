import type { Route } from "../../release/routes/model.ts";
import type { StackRoutes } from "../../release/routes/routes.ts";
import type { StaticConfiguration } from "../../release/routes/static-configuration.ts";
import type { RouteFinding } from "./finding.ts";
import { checkCondition, conditionsOf } from "./rule/conditions.ts";
import { matches, parseRule, type Rule } from "./rule/parse.ts";
import { caret, RuleError } from "./rule/rule-error.ts";
import { version2 } from "./rule/version-2.ts";

/** A router whose rule Traefik takes. */
export interface Router {
  readonly route: Route;
  readonly rule: Rule;
  /** The higher is tried first. */
  readonly priority: number;
  /** Entry points, and whether the router takes their TLS requests or their plain ones. */
  readonly on: readonly { readonly entryPoint: string; readonly tls: boolean }[];
}

/** What a rule says, or why Traefik would not take it or would never match it. */
export function readRule(route: Route): { rule: Rule } | { finding: RouteFinding } {
  const protocol = route.protocol as "http" | "tcp";
  const { rule: text } = route;
  const refuse = (kind: RouteFinding["kind"], message: string) => ({ finding: findingOf(route, kind, message) });
  if (text === null) {
    const message = "not checked: its rule depends on a value that git does not have; write the rule itself";
    return { finding: { ...findingOf(route, "unknown value", message), severity: "warning" } };
  }
  const old = version2(text ?? "", protocol);
  if (old) {
    return refuse(
      "version 2 syntax",
      `expected a rule of Traefik 3, got one of Traefik 2; write ${old.version3}\n${caret(text!, old.at)}`,
    );
  }
  try {
    const rule = parseRule(text ?? "", Object.keys(conditionsOf(protocol)));
    for (const match of matches(rule)) checkCondition(protocol, match);
    return { rule };
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return refuse(
      "rule",
      `rule: ${error.message}; correct it, Traefik drops the router\n${caret(text ?? "", error.at)}`,
    );
  }
}

export const findingOf = (
  { source }: Pick<Route, "source">,
  kind: RouteFinding["kind"],
  message: string,
): RouteFinding => ({
  kind,
  severity: "error",
  ...source,
  message,
});

/**
 * A router with its rule read, on the entry points that Traefik has.
 * @returns undefined when its priority or its entry points are not known
 */
export function routerOf(route: Route, rule: Rule, { entryPoints }: StaticConfiguration): Router | undefined {
  if (route.priority === null || route.entryPoints === null) return undefined;
  const on = route.entryPoints
    .filter((name) => entryPoints.has(name))
    .map((entryPoint) => {
      const own = route.protocol === "http" ? entryPoints.get(entryPoint)!.tls : undefined;
      return { entryPoint, tls: (route.tls ?? own) !== undefined };
    });
  return { route, rule, priority: Number(route.priority), on };
}

/** All routes of one host's Traefik. */
export interface HostRoutes extends Pick<StackRoutes, "router" | "configuration" | "services" | "middlewares"> {
  readonly host: string;
  readonly routes: readonly Route[];
  /** Those of HTTP and TCP that Traefik would use, by priority, the first that it tries first. */
  readonly routers: readonly Router[];
}
