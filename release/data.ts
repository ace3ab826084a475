import type { Compose } from "./compose.ts";
import type { DataDefinition, SnapshotsDefinition, StackDefinition } from "./types.ts";
import type { YamlFile } from "./yaml-file.ts";

/** Whether something of a stack is dumped before each release that changes it, so that it can be restored. */
export const isDumped = ({ data }: Pick<StackDefinition, "data">): boolean =>
  data !== undefined && data.postgres.length + data.dumps.length > 0;

/** What `data.snapshots` is where a stack.yaml does not say: the defaults of its schema. */
export const defaultSnapshots: SnapshotsDefinition = { keep: 5, keepDays: 0, wait: false };

/** What is wrong with the key `data` of a stack.yaml beside the services of its compose file, in words. */
export function dataProblems(data: DataDefinition, source: YamlFile, { services }: Compose): string[] {
  const { postgres, dumps, quiesce } = data;
  const dumped = [
    ...postgres.map((service, index) => ({ service, key: "data.postgres", path: ["data", "postgres", index] })),
    ...dumps.map(({ service }, index) => ({
      service,
      key: "data.dumps.service",
      path: ["data", "dumps", index, "service"],
    })),
  ];
  const own = quiesce ? [{ ...quiesce, key: "data.quiesce.service", path: ["data", "quiesce", "service"] }] : [];
  const problems = [...dumped, ...own].flatMap(({ service, key, path }, index) => {
    const where = `${source.at(path)}: ${key}: expected`;
    const found = services.get(service);
    if (!found)
      return [
        `${where} a service of docker-compose.yml (${[...services.keys()].join(", ")}), got ${service}; correct it`,
      ];
    if (found.oneShot || found.replicas !== 1)
      return [
        `${where} a service that runs once and stays, got ${service}; correct it, or its \`restart\` and \`scale\``,
      ];
    if (index < dumped.length && dumped.findIndex((one) => one.service === service) < index)
      return [`${where} each service once, in data.postgres or in data.dumps, got ${service} again; remove one`];
    return [];
  });
  for (const key of ["snapshots", "quiesce"] as const) {
    if (data[key] && !data.volume)
      problems.push(
        `${source.at(["data", key])}: data.${key}: expected beside \`data.volume\`, which it is about, got no volume; add it, or remove this`,
      );
  }
  return problems;
}
