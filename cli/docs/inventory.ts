import type { StackRelease } from "../../release/types.ts";
import { isMapping, type Mapping } from "../../release/yaml-file.ts";
import { code, codes, table } from "./markdown.ts";
import { sortedRouters } from "./work-tree-stacks.ts";

/** What docs/STACKS.md says of the stacks: two tables in Markdown. */
export function inventory(stacks: readonly StackRelease[]): string {
  const heads = ["stack", "host", "after", "networks", "volumes", "secrets", "modules"];
  return [
    table(heads, stacks.map(stackRow)),
    table(["stack", "service", "image", "published ports", "routes"], serviceRows(stacks)),
  ].join("\n\n");
}

function stackRow({ name, definition, networks, resources, modules }: StackRelease): string[] {
  const { host, after, secrets } = definition;
  const all = [...networks, ...resources.networks].sort();
  return [
    `[${name}](../stacks/${name})`,
    host,
    after.join(", "),
    ...[all, resources.volumes, secrets, [...modules.keys()]].map(codes),
  ];
}

/** A row for each service, and below it one for each file of routes. */
function serviceRows(stacks: readonly StackRelease[]): string[][] {
  const routers = sortedRouters(stacks);
  return stacks.flatMap(({ name, services, composeFile }) => {
    const own = routers.filter(({ stack }) => stack === name);
    const rules = (from: string, provider: string) =>
      own
        .filter((router) => router.from === from && router.provider === provider)
        .map(ruleCell)
        .join("<br>");
    const definitions = (composeFile.data as { services: Record<string, Mapping> }).services;
    const files = [...new Set(own.filter(({ provider }) => provider === "file").map(({ from }) => from))].sort();
    return [
      ...[...services].map(([service, { image }]) => [
        ...[name, service, code(image), codes(ports(definitions[service]!.ports))],
        rules(service, "docker"),
      ]),
      ...files.map((file) => [name, `in ${code(file)}`, "", "", rules(file, "file")]),
    ];
  });
}

/** A rule as it is written, or that it is not known here. */
export const ruleCell = ({ rule }: { readonly rule?: string | null }) =>
  rule ? code(rule) : "depends on a value that git does not have";

function ports(all: unknown): string[] {
  return (Array.isArray(all) ? all : []).map((port: unknown) => {
    if (!isMapping(port)) return String(port);
    const { host_ip: address, published, target } = port;
    return [address, published, target].filter((part) => part !== undefined).join(":");
  });
}
