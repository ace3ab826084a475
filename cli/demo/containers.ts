import type { LabHost } from "../../test/lab/lab.ts";

/** A container on the host, as Docker itself tells. */
export interface Container {
  readonly name: string;
  /** Compose project; empty for a container started by hand. */
  readonly stack: string;
  /** As it was named when the container was made. @example "nginx:1.27@sha256:…" */
  readonly image: string;
  /** @example "running" */
  readonly state: string;
  /** Differs when the container was made or started again. */
  readonly run: string;
}

const format = [
  ...["{{.Name}}", '{{index .Config.Labels "com.docker.compose.project"}}', "{{.Config.Image}}"],
  ...["{{.State.Status}}{{with .State.Health}} {{.Status}}{{end}}", "{{.Id}} {{.State.StartedAt}}"],
].join("|");

/** Every container of the host, by name. Asked on the host itself, not through Pulumi. */
export async function containers(host: LabHost): Promise<Map<string, Container>> {
  const { stdout } = await host.run(`docker ps -aq | xargs -r docker inspect --format '${format}'`);
  const found = stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [name, stack, image, state, run] = line.split("|") as [string, string, string, string, string];
      return { name: name.slice(1), stack, image, state, run };
    });
  return new Map(found.sort((a, b) => (a.name < b.name ? -1 : 1)).map((container) => [container.name, container]));
}

/** Names of the containers that were made or started again between two looks, sorted; gone ones among them. */
export function restarted(before: Map<string, Container>, after: Map<string, Container>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name)?.run !== after.get(name)?.run).sort();
}
