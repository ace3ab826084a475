import type { Middleware, Route, RouteService } from "../../release/routes/model.ts";
import { type StackRoutes, stackRoutes } from "../../release/routes/routes.ts";
import type { Settings } from "../../release/routes/settings.ts";
import type { StackRelease } from "../../release/types.ts";
import { type Fields, notKnown, routerFields, subjectOf, tlsText } from "./fields.ts";

/** Which Traefik to ask; the same in `observed`. */
export interface TraefikExpected {
  /** The Compose project and the service that it runs as. */
  readonly stack: string;
  readonly service: string;
  readonly api: string;
  /** Its static configuration, and the folder or file of the dynamic one, in its stack's folder. */
  readonly static?: string;
  readonly dynamic?: string;
  /** What the stack's routers use of other stacks: subject → stack. */
  readonly others: Readonly<Record<string, string>>;
}

/** The service or the dynamic file that says it → subject → fields; of what the release has not, a text. */
export type RoutesExpected = Record<string, Record<string, Fields>>;

/**
 * What the Traefik of a stack's host must have because of this stack.
 * @param stacks all stacks of the release
 * @returns undefined when no stack of the host runs Traefik
 * @throws UserError with everything that cannot be read
 */
export function expectedRoutes(
  stack: StackRelease,
  stacks: readonly StackRelease[],
): { traefik: TraefikExpected; routes: RoutesExpected } | undefined {
  const own = stackRoutes(stack, stacks);
  if (!own) return undefined;
  const { service, api, static: file, dynamic } = own.router.definition.traefik!;
  const neighbours = stacks.filter(
    ({ name, definition: { host } }) => name !== stack.name && host === stack.definition.host,
  );
  return {
    traefik: {
      ...{ stack: own.router.name, service, api, others: usedOfOthers(own, neighbours, stacks) },
      ...(file === undefined ? {} : { static: file }),
      ...(dynamic === undefined ? {} : { dynamic }),
    },
    routes: byOrigin(own),
  };
}

function byOrigin(routes: StackRoutes): RoutesExpected {
  const all: RoutesExpected = {};
  const add = (from: string, subject: string, fields: Fields) => {
    all[from] ??= {};
    all[from][subject] ??= fields;
  };
  for (const router of routes.routers) add(router.from, subjectOf("router", router), fieldsOfRouter(router, routes));
  for (const service of routes.services) add(service.from, subjectOf("service", service), fieldsOfService(service));
  for (const middleware of routes.middlewares) {
    add(middleware.from, subjectOf("middleware", middleware), fieldsOfMiddleware(middleware));
  }
  return all;
}

function fieldsOfRouter(router: Route, { configuration }: StackRoutes): Fields {
  const { protocol, provider, rule = "", priority = "", service = "none", entryPoints, middlewares, tls } = router;
  const on = entryPoints?.map((entryPoint) => {
    // Only HTTP routers get what their entry points add.
    const model = protocol === "http" ? configuration.entryPoints.get(entryPoint) : undefined;
    return {
      entryPoint,
      middlewares: middlewares && [...(model?.middlewares ?? []), ...middlewares],
      tls: tlsText(tls ?? model?.tls, provider),
    };
  });
  return routerFields({ protocol, rule, priority, service, on: on ?? null, status: "enabled" });
}

function fieldsOfService({ type, hasServers, settings }: RouteService): Fields {
  const kind = type.toLowerCase();
  return {
    type: kind,
    ...(kind === "loadbalancer" ? { servers: hasServers ? "up" : "none" } : {}),
    ...known(settings),
    status: "enabled",
  };
}

const fieldsOfMiddleware = ({ type, settings }: Middleware): Fields => ({
  ...{ type: type.toLowerCase(), ...known(settings), status: "enabled" },
});

const known = (settings: Settings): Fields =>
  Object.fromEntries(Object.entries(settings).map(([path, text]) => [path, text ?? notKnown]));

/** Services and middlewares of other stacks that the routers name: that one is missing is told of its own stack. */
function usedOfOthers(
  { routers, configuration }: StackRoutes,
  neighbours: readonly StackRelease[],
  stacks: readonly StackRelease[],
): Record<string, string> {
  const named = new Set(
    routers.flatMap(({ protocol, middlewares, service, entryPoints }) => [
      ...[
        ...(middlewares ?? []),
        ...(entryPoints ?? []).flatMap((name) => configuration.entryPoints.get(name)?.middlewares ?? []),
      ].map((name) => subjectOf("middleware", { protocol, name })),
      subjectOf("service", { protocol, name: service ?? notKnown }),
    ]),
  );
  if (named.size === 0) return {};
  const theirs = neighbours.flatMap((stack) => {
    const { services = [], middlewares = [] } = stackRoutes(stack, stacks) ?? {};
    return [
      ...services.map((one) => [subjectOf("service", one), stack.name]),
      ...middlewares.map((one) => [subjectOf("middleware", one), stack.name]),
    ] as [string, string][];
  });
  return Object.fromEntries(theirs.filter(([subject]) => named.has(subject)).sort());
}
