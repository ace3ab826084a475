import type { StackRule } from "../pack/rule.ts";
import { isOnRecord, recordAdvice, services } from "../pack/services.ts";

const name = "no-privileged-containers";

export const noPrivilegedContainers: StackRule = {
  name,
  level: "mandatory",
  description: "Checks that no container is privileged, unless stack.yaml says why.",
  source: "CIS Docker Benchmark: Ensure that privileged containers are not used",
  stacks: (stacks) =>
    services(stacks)
      .filter((service) => service.data.privileged === true && !isOnRecord(name, service))
      .map(
        (service) =>
          `${service.at("privileged")}: expected a container without the host's rights, got privileged; name the devices or capabilities that it needs instead, ${recordAdvice(name, service)}`,
      ),
};
