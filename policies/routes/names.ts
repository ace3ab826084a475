import { fileRoutes } from "../../release/routes/file-provider.ts";
import type { Route } from "../../release/routes/model.ts";
import type { RouteFinding } from "./finding.ts";
import { findingOf, type HostRoutes, type Router } from "./router.ts";
import { conjunctions } from "./rule/conjunctions.ts";
import type { Rule } from "./rule/parse.ts";
import { twice, twicePerFile, twoPlaces } from "./wording.ts";

const whereIs = ({ source }: Route) => `${source.file}:${source.line}`;
const nameOf = ({ protocol, name }: Route) => `${protocol} ${name}`;

/** Routers with the same name, of two services or of two dynamic files. */
export function sameNames(host: HostRoutes): RouteFinding[] {
  const seen = new Map<string, Route>();
  return [...host.routes.filter(({ provider }) => provider === "docker"), ...inFiles(host)].flatMap((route) => {
    const first = seen.get(nameOf(route));
    if (!first) {
      seen.set(nameOf(route), route);
      return [];
    }
    if (route.provider === "file") return [findingOf(route, "same name", twicePerFile(whereIs(first)))];
    const isSame = definition(first) === definition(route);
    // Two services of one stack may share a router on purpose.
    if (isSame && first.stack === route.stack) return [];
    return [findingOf(route, "same name", twice(whereIs(first), isSame))];
  });
}

/** The routes that are left: the same one of several containers once, and none of those that contradict each other. */
export function merged(routes: readonly Route[]): Route[] {
  const byName = new Map<string, Route[]>();
  for (const route of routes) byName.set(nameOf(route), [...(byName.get(nameOf(route)) ?? []), route]);
  return [...byName.values()].flatMap((all) => (new Set(all.map(definition)).size === 1 ? all.slice(0, 1) : []));
}

/** Those of every dynamic file, also where Traefik takes another file's. */
function inFiles({ router, configuration }: HostRoutes): Route[] {
  const folder = router.definition.traefik?.dynamic;
  if (folder === undefined || !configuration.file) return [];
  const paths = [...router.files.keys()].filter((path) => path === folder || path.startsWith(`${folder}/`));
  // One file cannot have a name twice: that is no YAML.
  if (paths.length < 2) return [];
  return paths.flatMap((path) => fileRoutes(router, path, configuration, []).flatMap(({ routers }) => routers));
}

const definition = ({ rule, priority, entryPoints, service, middlewares, tls }: Route) =>
  JSON.stringify({ rule, priority, entryPoints, service, middlewares, tls });

/** Routes that are in labels and in a dynamic file: the same name, or the same rule on the same entry point. */
export class TwoPlaces {
  readonly findings: RouteFinding[] = [];
  readonly #told = new Set<string>();

  constructor(routers: readonly Router[]) {
    const labels = new Map<string, Router[]>();
    for (const router of routers.filter(({ route }) => route.provider === "docker")) {
      for (const key of keysOf(router)) labels.set(key, [...(labels.get(key) ?? []), router]);
    }
    for (const router of routers.filter(({ route }) => route.provider === "file")) {
      for (const [key, other] of keysOf(router).flatMap((key) =>
        (labels.get(key) ?? []).map((one) => [key, one] as const),
      )) {
        if (this.isToldOf(other, router)) continue;
        this.#told.add(`${other.route.name} ${router.route.name}`);
        const what = key.startsWith("name") ? "one of the same name" : "one with the same rule";
        this.findings.push(findingOf(router.route, "two places", twoPlaces(other, what)));
      }
    }
  }

  isToldOf = ({ route: a }: Router, { route: b }: Router): boolean =>
    this.#told.has(`${a.name} ${b.name}`) || this.#told.has(`${b.name} ${a.name}`);
}

function keysOf({ route, rule, on }: Router): string[] {
  const meaning = meaningOf(rule);
  return on.flatMap(({ entryPoint, tls }) => {
    const place = [route.protocol, entryPoint, tls].join(" ");
    return [`name ${place} ${route.name.replace(/@[^@]*$/, "")}`, ...(meaning ? [`rule ${place} ${meaning}`] : [])];
  });
}

/** The same text for rules that differ only in the order of their conditions. */
function meaningOf(rule: Rule): string | undefined {
  const ways = conjunctions(rule)?.map((way) =>
    way
      .map(({ key }) => key)
      .sort()
      .join("\n"),
  );
  return ways && [...new Set(ways)].sort().join("\n\n");
}
