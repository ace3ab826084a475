import { UserError } from "../../release/errors.ts";
import { type StackRoutes, stackRoutes } from "../../release/routes/routes.ts";
import type { StackRelease } from "../../release/types.ts";
import type { RouteFinding } from "./finding.ts";
import { merged } from "./names.ts";
import { redirections } from "./redirections.ts";
import { type HostRoutes, type Router, readRule, routerOf } from "./router.ts";

/**
 * The routes of each host that has a Traefik, and what is wrong with single rules.
 * @param stacks all stacks of the release
 */
export function hostRoutes(stacks: readonly StackRelease[]): { hosts: HostRoutes[]; findings: RouteFinding[] } {
  const findings: RouteFinding[] = [];
  const parts = new Map<string, StackRoutes[]>();
  for (const stack of stacks) {
    const { host } = stack.definition;
    try {
      const routes = stackRoutes(stack, stacks);
      if (routes) parts.set(host, [...(parts.get(host) ?? []), routes]);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const line of error.message.split("\n")) findings.push(unreadable(line));
    }
  }
  const hosts = [...parts].map(([host, all]) => {
    const { router, configuration } = all[0]!;
    const routes = [...all.flatMap(({ routers }) => routers), ...redirections(all[0]!)];
    return {
      ...{ host, router, configuration, routes },
      services: all.flatMap(({ services }) => services),
      middlewares: all.flatMap(({ middlewares }) => middlewares),
      ...readRouters(merged(routes), configuration, findings),
    };
  });
  return { hosts, findings: [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()] };
}

function readRouters(
  routes: HostRoutes["routes"],
  configuration: HostRoutes["configuration"],
  findings: RouteFinding[],
): Pick<HostRoutes, "routers" | "dropped"> {
  const read = routes
    .filter(({ protocol }) => protocol !== "udp")
    .map((route) => {
      const { rule, finding } = readRule(route);
      if (finding) findings.push(finding);
      return { router: rule && routerOf(route, rule, configuration), finding };
    });
  const those = (isDropped: boolean): Router[] =>
    read.flatMap(({ router, finding }) => (router && (finding !== undefined) === isDropped ? [router] : []));
  const byPriority = (a: Router, b: Router) => b.priority - a.priority || (a.route.name < b.route.name ? -1 : 1);
  return { routers: those(false).sort(byPriority), dropped: those(true) };
}

/** `file:line: key: message`, as release/ says what it cannot read. */
function unreadable(text: string): RouteFinding {
  const [, file = "", line, key = "", message = text] = /^(.+?):(?:(\d+):)? (?:([^ :]+): )?(.*)$/s.exec(text) ?? [];
  return { kind: "unreadable", severity: "error", file, line: Number(line ?? 1), key, message };
}
