import { isMapping } from "../../release/yaml-file.ts";
import type { StackRule } from "../pack/rule.ts";
import { list, type Service, services } from "../pack/services.ts";

export const healthCheckPresent: StackRule = {
  name: "health-check-present",
  level: "mandatory",
  description:
    "Checks that every service that stays has a health check, or is alone in a stack with `health` addresses; without one a bad release is not put back.",
  source: "CIS Docker Benchmark: Ensure that container health is checked at runtime",
  stacks: (stacks) =>
    services(stacks)
      .filter((service) => !isAsked(service))
      .map(
        (service) =>
          `${service.at("healthcheck")}: expected a health check, got none; add \`healthcheck: {test: [CMD, …]}\``,
      ),
};

function isAsked({ stack, name, data }: Service): boolean {
  if (stack.services.get(name)?.oneShot) return true;
  if (stack.services.size === 1 && stack.definition.health.length > 0) return true;
  const { healthcheck } = data;
  return isMapping(healthcheck) && healthcheck.disable !== true && list(healthcheck.test)[0] !== "NONE";
}
