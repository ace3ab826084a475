import type { LabHost } from "./lab.ts";

/** Containers of a host, running or not: name → id. */
export async function containerIds(host: LabHost): Promise<Record<string, string>> {
  const { stdout } = await host.run("docker ps -a --no-trunc --format '{{.Names}} {{.ID}}'");
  return Object.fromEntries(
    stdout
      .split("\n")
      .filter(Boolean)
      .sort()
      .map((line) => line.split(" ") as [string, string]),
  );
}

/** Everything a preview must leave alone: containers with state, images, networks, volumes, and the stacks' files. */
export async function dockerHost(host: LabHost): Promise<string> {
  const { stdout } = await host.run(
    "docker ps -a --no-trunc --format '{{.Names}} {{.ID}} {{.State}}'; docker image ls -aq --no-trunc | sort; docker network ls -q; docker volume ls -q; " +
      "find /opt/seisei-main /home/ubuntu -type f -printf '%p %s %T@\\n' | sort",
  );
  return stdout;
}
