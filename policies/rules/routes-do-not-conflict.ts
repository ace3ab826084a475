import { findingText } from "../routes/finding.ts";
import { validateRoutes } from "../routes/validate.ts";
import type { StackRule } from "../pack/rule.ts";

export const routesDoNotConflict: StackRule = {
  name: "routes-do-not-conflict",
  level: "mandatory",
  description: "Checks that no two routes compete for a request, and that what a route names is there.",
  source:
    "[Traefik, rules and priority](https://doc.traefik.io/traefik/reference/routing-configuration/http/routing/rules-and-priority/); the release checklist's route validation",
  stacks: (stacks) =>
    validateRoutes(stacks)
      .filter(({ severity }) => severity === "error")
      .map(findingText),
};
