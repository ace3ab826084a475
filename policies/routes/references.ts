import type { Route } from "../../release/routes/model.ts";
import type { RouteFinding } from "./finding.ts";
import { findingOf, type HostRoutes } from "./router.ts";

/** Services, middlewares, entry points and certificate resolvers that routers name and nothing on the host makes. */
export function missingReferences(host: HostRoutes): RouteFinding[] {
  const named = (elements: readonly Pick<Route, "protocol" | "name">[]) =>
    new Set(elements.map(({ protocol, name }) => `${protocol} ${name}`));
  const services = named(host.services);
  const middlewares = named(host.middlewares);
  const { entryPoints, certResolvers } = host.configuration;
  return host.routes.flatMap((route) => {
    const { protocol, service, middlewares: used } = route;
    const missing = (what: string, name: string, next: string) =>
      findingOf(route, "missing", `expected ${what} that exists, got ${name}; ${next}`);
    const isThere = (all: ReadonlySet<string>, name: string) =>
      name.endsWith("@internal") || all.has(`${protocol} ${name}`);
    const resolvers = (route.entryPoints ?? []).map((name) => (route.tls ?? entryPoints.get(name)?.tls)?.certResolver);
    const onEntryPoints = (route.entryPoints ?? []).flatMap((name) => entryPoints.get(name)?.middlewares ?? []);
    return [
      ...(service === undefined || service === ""
        ? [findingOf(route, "missing", "expected a service, got none; name one with `service`")]
        : []),
      ...(service && !isThere(services, service)
        ? [missing("a service", service, `correct the name${alike(service, host.services, protocol)}`)]
        : []),
      ...[...(used ?? []), ...(protocol === "http" ? onEntryPoints : [])]
        .filter((name) => !isThere(middlewares, name))
        .map((name) => missing("a middleware", name, `correct the name${alike(name, host.middlewares, protocol)}`)),
      ...(route.entryPoints ?? [])
        .filter((name) => !entryPoints.has(name))
        .map((name) => missing("an entry point", name, `Traefik has ${[...entryPoints.keys()].join(", ")}`)),
      ...[...new Set(resolvers)]
        .filter((name) => name && !certResolvers.includes(name))
        .map((name) => missing("a certificate resolver", name!, `Traefik has ${certResolvers.join(", ") || "none"}`)),
    ];
  });
}

/** The same name of another provider is the usual mistake. */
function alike(name: string, all: readonly Pick<Route, "protocol" | "name">[], protocol: string): string {
  const base = name.replace(/@[^@]*$/, "");
  const other = all.find((one) => one.protocol === protocol && one.name.replace(/@[^@]*$/, "") === base);
  return other ? `, there is ${other.name}` : ", or add it";
}
