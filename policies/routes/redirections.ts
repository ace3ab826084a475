import { normalize } from "../../release/routes/docker-provider.ts";
import { sourceOf } from "../../release/routes/elements.ts";
import type { Route } from "../../release/routes/model.ts";
import type { StackRoutes } from "../../release/routes/routes.ts";

/**
 * The routers that Traefik makes itself for entry points that send every request to another one.
 * https://doc.traefik.io/traefik/reference/install-configuration/entrypoints/#redirections
 */
export function redirections({ router, configuration }: Pick<StackRoutes, "router" | "configuration">): Route[] {
  return [...configuration.entryPoints].flatMap(([entryPoint, { redirection }]) => {
    if (!redirection) return [];
    const { to, priority, place } = redirection;
    const name = normalize(`${entryPoint}-to-${to}`);
    return {
      ...{
        protocol: "http",
        name: `${name}@internal`,
        provider: "file",
        stack: router.name,
        from: "",
        source: sourceOf(place),
      },
      ...{ rule: "HostRegexp(`^.+$`)", priority, entryPoints: [entryPoint], service: "noop@internal" },
      middlewares: [`redirect-${name}@internal`],
    };
  });
}
