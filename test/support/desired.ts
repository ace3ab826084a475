import type { Desired, Inputs, StackRule } from "../../policies/pack/rule.ts";
import { stacksOf } from "./stacks.ts";

/** What a configuration asks for: an update on 24 December 2026 at noon UTC. */
export function desiredOf(changed: Partial<Desired> = {}): Desired {
  return {
    ...{ repository: "none", file: "Pulumi.prod.yaml", releases: [], stacks: [] },
    ...{ now: new Date("2026-12-24T12:00:00Z"), update: true },
    ...changed,
  };
}

/**
 * What a rule says of a stack `shop` with one service `web`.
 * @param lines of the service, beside its image and `restart`
 * @param definition lines of stack.yaml, beside the host
 */
export function judge(rule: StackRule, lines: readonly string[], definition = "", image = "nginx:1.27") {
  const service = [`image: ${image}`, "restart: always", ...lines].map((line) => `    ${line}\n`).join("");
  const files = {
    "shop/docker-compose.yml": `services:\n  web:\n${service}`,
    "shop/stack.yaml": `host: app-1\n${definition}`,
  };
  return rule.stacks(stacksOf(files));
}

/** The lines of a stack.yaml that let the service `web` break a rule. */
export const onRecord = (rule: string) =>
  `exceptions: [{rule: ${rule}, service: web, reason: it needs that for a good cause}]\n`;

/** A resource without secrets. */
export function inputs(type: string, props: Record<string, unknown>, changed: Partial<Inputs> = {}): Inputs {
  return { type, name: "web", props, protect: false, isSecret: () => false, ...changed };
}
