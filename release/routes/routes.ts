import { throwProblems } from "../errors.ts";
import type { StackRelease } from "../types.ts";
import { isMapping, type Mapping, parseYamlFile } from "../yaml-file.ts";
import { dockerRoutes } from "./docker-provider.ts";
import { fileRoutes } from "./file-provider.ts";
import { interpolate } from "./interpolate.ts";
import type { Routes } from "./model.ts";
import { readStaticConfiguration, type StaticConfiguration } from "./static-configuration.ts";
import { labelTree, type Tree, yamlTree } from "./tree.ts";

/** The Traefik of a host, and what a stack makes it say. */
export interface StackRoutes extends Routes {
  /** The stack that runs Traefik. */
  readonly router: StackRelease;
  readonly configuration: StaticConfiguration;
}

/**
 * The routers, services and middlewares that a stack makes the Traefik of its host say: by the labels of its containers,
 * and for the stack that runs Traefik by its dynamic files.
 * @param stacks all stacks of the release
 * @returns undefined when no stack of the host says in stack.yaml that it runs Traefik
 * @throws UserError with everything that cannot be read
 */
export function stackRoutes(stack: StackRelease, stacks: readonly StackRelease[]): StackRoutes | undefined {
  const routers = stacks.filter(({ definition: { host, traefik } }) => traefik && host === stack.definition.host);
  const [router] = routers;
  if (!router) return undefined;
  const problems = routers
    .slice(1)
    .map(
      (other) =>
        `${other.whereIs("traefik")}: traefik: expected one stack with Traefik on ${other.definition.host}, got ${router.name} and ${other.name}; remove the key from one`,
    );
  const known = made.get(stack);
  if (known?.router === router && problems.length === 0) return known;
  const configuration = configurationOf(router);
  const { dynamic } = router.definition.traefik!;
  const parts = [
    ...dockerRoutes(stack, configuration, problems),
    ...(stack === router && configuration.file && dynamic ? fileRoutes(stack, dynamic, configuration, problems) : []),
  ];
  throwProblems(problems);
  const routes = {
    ...{ router, configuration },
    routers: parts.flatMap(({ routers }) => routers),
    services: parts.flatMap(({ services }) => services),
    middlewares: parts.flatMap(({ middlewares }) => middlewares),
  };
  made.set(stack, routes);
  return routes;
}

// Read once, however many stacks want to know.
const made = new WeakMap<StackRelease, StackRoutes>();
const configurations = new WeakMap<StackRelease, StaticConfiguration>();

function configurationOf(router: StackRelease): StaticConfiguration {
  const known = configurations.get(router);
  if (known) return known;
  const problems: string[] = [];
  const tree = staticTree(router, problems);
  const made = readStaticConfiguration(tree, problems);
  throwProblems(problems);
  configurations.set(router, made);
  return made;
}

/** Traefik reads its file or its flags, never both. */
function staticTree(router: StackRelease, problems: string[]): Tree {
  const { service, static: path } = router.definition.traefik!;
  const at = (key: string) => router.whereIs("traefik", key);
  if (path !== undefined) {
    const file = router.files.get(path);
    if (file && /\.ya?ml$/i.test(path)) {
      return yamlTree(parseYamlFile(`stacks/${router.name}/${path}`, file.content.toString(), problems));
    }
    problems.push(`${at("static")}: traefik.static: expected a YAML file that git knows, got ${path}; correct it`);
  }
  const { services } = router.composeFile.data as { services: Record<string, Mapping> };
  const definition = services[service];
  if (!isMapping(definition)) {
    problems.push(
      `${at("service")}: traefik.service: expected a service of docker-compose.yml (${Object.keys(services).join(", ")}), got ${service}; correct it`,
    );
  }
  return labelTree(
    words(definition?.command).flatMap((word, index) => {
      const [, name, value = "true"] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
      if (name === undefined) return [];
      return {
        name: name.toLowerCase(), // as Traefik takes flags
        value: interpolate(value, router.definition.secrets),
        at: () => router.composeFile.at(["services", service, "command", index]),
      };
    }),
  );
}

/** A command as a list or as one text, parted as a shell does. */
function words(command: unknown): string[] {
  if (Array.isArray(command)) return command.map(String);
  const parts = String(command ?? "").match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  return parts.map((part) => part.replace(/"([^"]*)"|'([^']*)'/g, (_, double = "", single = "") => double || single));
}
