import type { Route } from "../../release/routes/model.ts";
import type { StackRoutes } from "../../release/routes/routes.ts";
import type { StaticConfiguration } from "../../release/routes/static-configuration.ts";
import type { RouteFinding } from "./finding.ts";
import { checkCondition, conditionsOf } from "./rule/conditions.ts";
import { matches, parseRule, type Rule } from "./rule/parse.ts";
import { caret, RuleError } from "./rule/rule-error.ts";
import { version2 } from "./rule/version-2.ts";

/** A router whose rule was read. */
export interface Router {
  readonly route: Route;
  readonly rule: Rule;
  /** The higher is tried first. */
  readonly priority: number;
  /** Entry points, and whether the router takes their TLS requests or their plain ones. */
  readonly on: readonly { readonly entryPoint: string; readonly tls: boolean }[];
}

/** What a rule says; why Traefik would not take it or would never match it; or both. */
export function readRule(route: Route): { readonly rule?: Rule; readonly finding?: RouteFinding } {
  const protocol = route.protocol as "http" | "tcp";
  const { rule: text } = route;
  if (text === null) {
    const message = "not checked: its rule depends on a value that git does not have; write the rule itself";
    return { finding: { ...findingOf(route, "unknown value", message), severity: "warning" } };
  }
  const old = version2(text ?? "", protocol);
  if (old) {
    const message = `expected a rule of Traefik 3, got one of Traefik 2; write ${old.version3}\n${caret(text!, old.at)}`;
    return { rule: old.rule, finding: findingOf(route, "version 2 syntax", message) };
  }
  let rule: Rule | undefined;
  try {
    rule = parseRule(text ?? "", Object.keys(conditionsOf(protocol)));
    for (const match of matches(rule)) checkCondition(protocol, match);
    if (protocol === "tcp" && route.tls === undefined) checkPlain(rule);
    return { rule };
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    const message = `rule: ${error.message}; correct it, Traefik drops the router\n${caret(text ?? "", error.at)}`;
    return { ...(rule && { rule }), finding: findingOf(route, "rule", message) };
  }
}

/** Without TLS a client does not say which host it wants. */
function checkPlain(rule: Rule): void {
  const named = matches(rule).find(({ name }) => name === "HostSNI");
  if (named && named.values[0] !== "*") {
    throw new RuleError(
      named.at,
      "HostSNI: expected `tls` on the router, or HostSNI(`*`), got a host name without TLS",
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
  /** Those that Traefik drops for a condition in their rule; of their hosts it still takes TLS connections for HTTP. */
  readonly dropped: readonly Router[];
}
