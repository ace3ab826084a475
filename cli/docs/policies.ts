import { rules } from "../../policies/pack/rules.ts";
import { code, table } from "./markdown.ts";

/** What docs/POLICIES.md says of the rules there are: a table in Markdown, in the pack's order. */
export function policyTable(): string {
  const rows = rules.map(({ name, level, description, source }) => [code(name), level, description, source]);
  return table(["rule", "level", "what it wants", "source"], rows);
}
