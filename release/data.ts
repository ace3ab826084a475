import type { Compose } from "./compose.ts";
import type { DataDefinition } from "./types.ts";
import type { YamlFile } from "./yaml-file.ts";

/** What is wrong with the key `data` of a stack.yaml beside the services of its compose file, in words. */
export function dataProblems({ postgres }: DataDefinition, source: YamlFile, { services }: Compose): string[] {
  return postgres.flatMap((service, index) => {
    const where = `${source.at(["data", "postgres", index])}: data.postgres: expected`;
    const found = services.get(service);
    if (!found)
      return [
        `${where} a service of docker-compose.yml (${[...services.keys()].join(", ")}), got ${service}; correct it`,
      ];
    if (found.oneShot || found.replicas !== 1)
      return [
        `${where} a service that runs once and stays, got ${service}; correct it, or its \`restart\` and \`scale\``,
      ];
    return [];
  });
}
