import type { StackRule } from "../pack/rule.ts";
import { isOnRecord, list, recordAdvice, services } from "../pack/services.ts";

const name = "no-added-capabilities";

export const noAddedCapabilities: StackRule = {
  name,
  level: "mandatory",
  description: "Checks that no container is given capabilities beyond Docker's own set, unless stack.yaml says why.",
  source: "CIS Docker Benchmark: Ensure that Linux kernel capabilities are restricted within containers",
  stacks: (stacks) =>
    services(stacks)
      .filter((service) => list(service.data.cap_add).length > 0 && !isOnRecord(name, service))
      .map(
        (service) =>
          `${service.at("cap_add")}: expected no added capability, got ${list(service.data.cap_add).join(", ")}; remove it, ${recordAdvice(name, service)}`,
      ),
};
