import { isMapping } from "../../release/yaml-file.ts";
import type { StackRule } from "../pack/rule.ts";
import { services } from "../pack/services.ts";

export const memoryLimitPresent: StackRule = {
  name: "memory-limit-present",
  level: "advisory",
  description:
    "Checks that every service has a memory limit, so that one of them cannot take the host from all others.",
  source: "CIS Docker Benchmark: Ensure that the memory usage for containers is limited",
  stacks: (stacks) =>
    services(stacks)
      .filter(({ data }) => data.mem_limit === undefined && limits(data.deploy).memory === undefined)
      .map((service) => `${service.at()}: expected a memory limit, got none; add a line such as \`mem_limit: 512m\``),
};

function limits(deploy: unknown): Record<string, unknown> {
  const resources = isMapping(deploy) ? deploy.resources : undefined;
  const limits = isMapping(resources) ? resources.limits : undefined;
  return isMapping(limits) ? limits : {};
}
