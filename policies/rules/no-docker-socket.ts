import { posix } from "node:path";
import { isMapping } from "../../release/yaml-file.ts";
import type { StackRule } from "../pack/rule.ts";
import { isOnRecord, list, recordAdvice, services } from "../pack/services.ts";

const name = "no-docker-socket";

export const noDockerSocket: StackRule = {
  name,
  level: "mandatory",
  description:
    "Checks that no container can reach the socket of a container engine, unless stack.yaml says why; `:ro` protects the file, not the engine behind it.",
  source:
    "CIS Docker Benchmark: Ensure that the Docker socket is not mounted inside any containers; [OWASP Docker Security Cheat Sheet, rule 1](https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html)",
  stacks: (stacks) =>
    services(stacks)
      .filter((service) => !isOnRecord(name, service))
      .flatMap((service) =>
        list(service.data.volumes).flatMap((volume, index) =>
          holdsSocket(source(volume))
            ? `${service.at("volumes", index)}: expected no socket of a container engine, got ${source(volume)}, which is root on the host to whoever reaches it; remove the line, ${recordAdvice(name, service)}`
            : [],
        ),
      ),
};

function source(volume: unknown): string {
  if (typeof volume === "string") return volume.split(":")[0]!;
  return isMapping(volume) && typeof volume.source === "string" ? volume.source : "";
}

/** Also a folder that the socket is in. */
function holdsSocket(path: string): boolean {
  const normal = posix.normalize(path).replace(/(?<=.)\/$/, "");
  return /\/(docker|containerd|podman)\.sock$/.test(normal) || ["/", "/run", "/var", "/var/run"].includes(normal);
}
