import { rules } from "../../policies/pack/rules.ts";
import { findingText } from "../../policies/routes/finding.ts";
import { validateRoutes } from "../../policies/routes/validate.ts";
import type { StackRelease } from "../../release/types.ts";
import type { CheckResult } from "./checks.ts";
import { counted } from "./text.ts";

/** Whether Traefik would route as it is written; what should only be looked at is left to `make validate-routes`. */
export function judgeRoutes(stacks: readonly StackRelease[]): Omit<CheckResult, "name"> {
  const errors = validateRoutes(stacks).filter(({ severity }) => severity === "error");
  return { findings: errors.map(findingText), seen: counted(stacks.length, "stack") };
}

/** The mandatory rules of the policy pack that need nothing but the stacks; advice does not stand in a release's way. */
export function judgePolicies(stacks: readonly StackRelease[]): Omit<CheckResult, "name"> {
  const judged = rules.flatMap((rule) =>
    "stacks" in rule && rule.name !== "routes-do-not-conflict" ? [{ ...rule, found: rule.stacks(stacks) }] : [],
  );
  const mandatory = judged.filter(({ level }) => level === "mandatory");
  const advice = judged.filter(({ level, found }) => level === "advisory" && found.length > 0);
  const hints = advice.map(({ name, found }) => `${name} (${found.length})`).join(", ");
  return {
    findings: mandatory.flatMap(({ name, found }) => found.map((problem) => `${problem} (${name})`)),
    seen: `${mandatory.length} mandatory rules${hints && `; advice in \`make preview\`: ${hints}`}`,
  };
}
