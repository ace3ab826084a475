import type { Element, Middleware, Protocol, Route, RouteService, Routes, Source, Text } from "./model.ts";
import { readSettings } from "./settings.ts";
import { readTls, type StaticConfiguration } from "./static-configuration.ts";
import { child, children, list, type Tree, text } from "./tree.ts";

/** Where a part of the configuration comes from. */
export type Origin = Pick<Element, "provider" | "stack" | "from">;

/** The routers, services and middlewares of one protocol, as they are written; the static configuration gives defaults. */
export function readElements(
  protocol: Protocol,
  tree: Tree | undefined,
  origin: Origin,
  configuration: StaticConfiguration,
): Routes {
  const element = (place: Tree): Element => ({
    protocol,
    name: `${place.name}@${origin.provider}`,
    ...origin,
    source: sourceOf(place),
  });
  return {
    routers: children(child(tree, "routers")).map((place) => readRoute(place, element(place), configuration)),
    services: children(child(tree, "services")).map((place) => readService(place, element(place))),
    middlewares: children(child(tree, "middlewares")).map((place) => readMiddleware(place, element(place))),
  };
}

function readRoute(place: Tree, element: Element, { defaultEntryPoints }: StaticConfiguration): Route {
  const { protocol, provider } = element;
  const { value: rule = "" } = child(place, "rule") ?? {};
  const service = text(place, "service");
  const entryPoints = list(place, "entryPoints");
  const middlewares = list(place, "middlewares");
  const tls = protocol === "udp" ? undefined : readTls(child(place, "tls"));
  const usesDefault = entryPoints?.length === 0 && protocol !== "udp";
  return {
    ...element,
    ...(protocol === "udp" ? {} : ruleAndPriority(protocol, rule, text(place, "priority"))),
    entryPoints: usesDefault ? defaultEntryPoints : entryPoints,
    middlewares: middlewares === null ? null : middlewares.map((name) => qualified(name, provider)),
    ...(service === undefined ? {} : { service: service && qualified(service, provider) }),
    ...(tls && { tls }),
  };
}

/** A rule without a written priority has its length in bytes, but TCP's `HostSNI(*)` comes last. */
export function ruleAndPriority(
  protocol: Protocol,
  rule: Text,
  written: Text | undefined,
): Pick<Route, "rule" | "priority"> {
  if (written === null || (written !== undefined && Number(written) !== 0)) return { rule, priority: written };
  return { rule, priority: rule && defaultPriority(protocol, rule) };
}

const defaultPriority = (protocol: Protocol, rule: string) =>
  protocol === "tcp" && /^\s*HostSNI\(\s*[`"]\*[`"]\s*\)\s*$/i.test(rule) ? "-1" : String(Buffer.byteLength(rule));

function readService(place: Tree, element: Element): RouteService {
  const [type] = children(place);
  const servers = children(child(type, "servers")).length > 0 || child(type, "server") !== undefined;
  return {
    ...element,
    type: type?.name ?? "",
    hasServers: element.provider === "docker" || servers,
    settings: readSettings(type),
  };
}

function readMiddleware(place: Tree, element: Element): Middleware {
  const [type] = children(place);
  return { ...element, type: type?.name ?? "", settings: readSettings(type) };
}

/** A name without a provider means one of the provider that says it. */
export const qualified = (name: string, provider: string) => (name.includes("@") ? name : `${name}@${provider}`);

export function sourceOf({ at, key }: Tree): Source {
  const [, file = "", line = "1"] = /^(.*):(\d+)$/.exec(at()) ?? [];
  return { file, line: Number(line), key };
}
