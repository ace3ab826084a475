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

/** What `docker inspect` tells of one container, as far as it is used here. */
interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly Config: { readonly Image: string; readonly Labels: Readonly<Record<string, string>> };
  readonly State: {
    readonly Status: string;
    readonly StartedAt: string;
    readonly Health?: { readonly Status: string };
  };
}

/** Every container of the host, by name. Asked on the host itself, not through Pulumi. */
export async function containers(host: LabHost): Promise<Map<string, Container>> {
  const { stdout } = await host.run("docker ps -aq | xargs -r docker inspect");
  const found = (JSON.parse(stdout || "[]") as Inspected[]).map(({ Id, Name, Config, State }) => ({
    name: Name.slice(1),
    stack: Config.Labels["com.docker.compose.project"] ?? "",
    image: Config.Image,
    state: [State.Status, State.Health?.Status].filter(Boolean).join(" "),
    run: `${Id} ${State.StartedAt}`,
  }));
  return new Map(found.sort((a, b) => (a.name < b.name ? -1 : 1)).map((container) => [container.name, container]));
}

/** Names of the containers that were made or started again between two looks, sorted; gone ones among them. */
export function restarted(before: Map<string, Container>, after: Map<string, Container>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name)?.run !== after.get(name)?.run).sort();
}
