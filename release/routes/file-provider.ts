import type { StackRelease } from "../types.ts";
import { parseYamlFile } from "../yaml-file.ts";
import { readElements } from "./elements.ts";
import type { Element, Routes } from "./model.ts";
import type { StaticConfiguration } from "./static-configuration.ts";
import { child, yamlTree } from "./tree.ts";

const protocols = ["http", "tcp", "udp"] as const;

/**
 * What the dynamic files of Traefik's file provider say. Of two that have the same name the first file's counts, in
 * Traefik's order: by name, folder by folder.
 * @param folder the dynamic files' folder, or the one file, in the stack's folder
 */
export function fileRoutes(
  stack: StackRelease,
  folder: string,
  configuration: StaticConfiguration,
  problems: string[],
): Routes[] {
  const paths = [...stack.files.keys()].filter((path) => path === folder || path.startsWith(`${folder}/`));
  if (paths.length === 0) {
    problems.push(
      `${stack.whereIs("traefik", "dynamic")}: traefik.dynamic: expected a file or folder that git knows, got ${folder}; correct it, or add the files`,
    );
  }
  const seen = new Set<string>();
  const first = <T extends Element>(kind: string, elements: readonly T[]) =>
    elements.filter(({ protocol, name }) => {
      const key = `${protocol} ${kind} ${name}`;
      return !seen.has(key) && seen.add(key);
    });
  return paths.sort(inFolderOrder).flatMap((from) => {
    const file = `stacks/${stack.name}/${from}`;
    const content = stack.files.get(from)!.content.toString();
    const unreadable = reasonNotToRead(from, content);
    if (unreadable) problems.push(`${file}: expected ${unreadable}`);
    if (unreadable || !/\.ya?ml$/i.test(from)) return [];
    const root = yamlTree(parseYamlFile(file, content, problems));
    return protocols.map((protocol) => {
      const origin = { provider: "file", stack: stack.name, from } as const;
      const { routers, services, middlewares } = readElements(protocol, child(root, protocol), origin, configuration);
      return {
        routers: first("router", routers),
        services: first("service", services),
        middlewares: first("middleware", middlewares),
      };
    });
  });
}

function reasonNotToRead(path: string, content: string): string | undefined {
  if (/\.toml$/i.test(path)) return "YAML, got TOML, whose routes are not read here; write it as a .yml file";
  if (!/\.ya?ml$/i.test(path) || !content.includes("{{")) return undefined;
  return "plain YAML, got a template ({{ … }}), whose routes are known only to Traefik; write the values themselves";
}

const inFolderOrder = (a: string, b: string): number => {
  const [left, right] = [a.split("/"), b.split("/")];
  const differs = left.findIndex((part, index) => part !== right[index]);
  return differs < 0 ? 0 : left[differs]! < (right[differs] ?? "") ? -1 : 1;
};
