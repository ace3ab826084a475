import type { StackRelease } from "../types.ts";
import { isMapping, type Mapping } from "../yaml-file.ts";
import { type Origin, readElements, ruleAndPriority, sourceOf } from "./elements.ts";
import { interpolate } from "./interpolate.ts";
import type { Element, Route, RouteService, Routes, Text } from "./model.ts";
import type { StaticConfiguration } from "./static-configuration.ts";
import { child, flag, type Label, labelTree, type Tree } from "./tree.ts";

/**
 * What the labels of a stack's services make Traefik's Docker provider say, as its v3 does it: a container without a
 * router gets one with the default rule, one without a service gets one named after it, and a router without a service
 * gets the only one.
 * https://doc.traefik.io/traefik/reference/routing-configuration/other-providers/docker/
 */
export function dockerRoutes(stack: StackRelease, configuration: StaticConfiguration, problems: string[]): Routes[] {
  const { docker } = configuration;
  if (!docker) return [];
  const { services } = stack.composeFile.data as { services: Record<string, Mapping> };
  return Object.entries(services).flatMap(([service, definition]) => {
    const { oneShot = true, replicas = 0 } = stack.services.get(service) ?? {};
    if (oneShot || replicas === 0) return []; // only what runs has routes
    const labels = readLabels(stack, service, definition, problems);
    const root = labelTree(labels);
    const enable = child(root, "traefik", "enable");
    if (enable?.value === null) {
      problems.push(`${enable.at()}: traefik.enable: expected true or false, got a variable; write the value itself`);
    }
    if (!(flag(enable?.value) ?? docker.exposedByDefault)) return [];
    const origin: Origin = { provider: "docker", stack: stack.name, from: service };
    return serviceRoutes(root, origin, configuration, labels, () => stack.composeFile.at(["services", service]));
  });
}

function serviceRoutes(
  root: Tree,
  origin: Origin,
  configuration: StaticConfiguration,
  labels: readonly Label[],
  at: () => string,
): Routes[] {
  const read = (protocol: "http" | "tcp" | "udp") =>
    readElements(protocol, child(root, "traefik", protocol), origin, configuration);
  const isEmpty = ({ routers, services }: Routes) => routers.length === 0 && services.length === 0;
  const [http, tcp, udp] = [read("http"), read("tcp"), read("udp")];
  const name = normalize(`${origin.from}_${origin.stack}`);
  const element = (protocol: Element["protocol"]): Element => ({
    ...{ protocol, name: `${name}@docker`, ...origin },
    source: { ...sourceOf({ at, key: "labels", name, children: new Map() }) },
  });
  const complete = (routes: Routes, protocol: Element["protocol"]): Routes => {
    const services = routes.services.length > 0 ? routes.services : [defaultService(element(protocol))];
    const only = services.length === 1 ? services[0]!.name : undefined;
    const isDefault = protocol === "http" && routes.routers.length === 0 && only !== undefined;
    const routers = isDefault ? [defaultRouter(element(protocol), configuration)] : routes.routers;
    return {
      ...routes,
      services,
      routers: routers.map((route) => ({
        ...route,
        ...(route.rule === "" && protocol === "http" ? ruleOfContainer(route, name, labels, configuration) : {}),
        ...(route.service === undefined && only !== undefined ? { service: only } : {}),
      })),
    };
  };
  const others = [
    ...(isEmpty(tcp) ? [tcp] : [complete(tcp, "tcp")]),
    ...(isEmpty(udp) ? [udp] : [complete(udp, "udp")]),
  ];
  // What speaks TCP or UDP gets no HTTP router by default.
  const silent = isEmpty(http) && http.middlewares.length === 0 && !(isEmpty(tcp) && isEmpty(udp));
  return silent ? others : [complete(http, "http"), ...others];
}

const defaultService = (element: Element): RouteService => ({
  ...element,
  type: "loadBalancer",
  hasServers: true,
  settings: {},
});

const defaultRouter = (element: Element, { defaultEntryPoints }: StaticConfiguration): Route => ({
  ...{ ...element, rule: "", priority: "0", entryPoints: defaultEntryPoints, middlewares: [] },
});

/** The default rule, with the parts of its template that are known before a container runs. */
function ruleOfContainer(
  route: Route,
  name: string,
  labels: readonly Label[],
  { docker }: StaticConfiguration,
): Pick<Route, "rule" | "priority"> {
  const known: Record<string, Text | undefined> = {
    ...Object.fromEntries(labels.map(({ name: label, value }) => [label, value])),
    ...{ "com.docker.compose.service": route.from, "com.docker.compose.project": route.stack },
  };
  let unknown = false;
  const rule = docker!.defaultRule.replace(/\{\{-?\s*(.*?)\s*-?\}\}/gs, (_, action: string) => {
    if (/^(normalize\s+)?\.Name$/.test(action)) return name;
    const label = /^index\s+\.Labels\s+["`]([^"`]+)["`]$/.exec(action)?.[1];
    const value = label === undefined ? undefined : known[label];
    unknown ||= typeof value !== "string";
    return value ?? "";
  });
  return ruleAndPriority("http", unknown ? null : rule, route.priority ?? undefined);
}

/** Traefik's own way with names: letters and digits, everything else becomes one hyphen. */
export const normalize = (name: string) =>
  name
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join("-");

/** The labels of a service that begin with `traefik.`, interpolated. */
function readLabels(
  stack: StackRelease,
  service: string,
  { labels, label_file }: Mapping,
  problems: string[],
): Label[] {
  const { secrets } = stack.definition;
  const at = (...key: (string | number)[]) => stack.composeFile.at(["services", service, ...key]);
  if (label_file !== undefined) {
    problems.push(
      `${at("label_file")}: services.${service}.label_file: expected labels in docker-compose.yml, where routes are read, got a file; move them into \`labels\``,
    );
  }
  const pairs = isMapping(labels)
    ? Object.entries(labels).map(([name, value]) => ({
        name,
        value: String(value ?? ""),
        key: name as string | number,
      }))
    : (Array.isArray(labels) ? labels : []).map((label, index) => {
        const [, name = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(String(label))!;
        return { name, value, key: index };
      });
  return pairs
    .filter(({ name }) => name.startsWith("traefik."))
    .map(({ name, value, key }) => {
      if (name.includes("$")) {
        problems.push(
          `${at("labels", key)}: services.${service}.labels: expected a label's name, got ${JSON.stringify(name)}, which depends on the host's environment; write the name itself`,
        );
      }
      return { name, value: interpolate(value, secrets), at: () => at("labels", key) };
    });
}
