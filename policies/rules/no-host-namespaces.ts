import type { StackRule } from "../pack/rule.ts";
import { isOnRecord, recordAdvice, services } from "../pack/services.ts";

const name = "no-host-namespaces";
const keys = ["network_mode", "pid", "ipc", "uts", "userns_mode", "cgroup"];

export const noHostNamespaces: StackRule = {
  name,
  level: "mandatory",
  description:
    "Checks that no container shares the host's network, processes or another namespace, unless stack.yaml says why.",
  source: "CIS Docker Benchmark: Ensure that the host's network / process / IPC / UTS / user namespace is not shared",
  stacks: (stacks) =>
    services(stacks)
      .filter((service) => !isOnRecord(name, service))
      .flatMap((service) =>
        keys
          .filter((key) => service.data[key] === "host")
          .map(
            (key) =>
              `${service.at(key)}: expected a namespace of the container's own, got the host's; remove the line, ${recordAdvice(name, service)}`,
          ),
      ),
};
