import type { StackRelease } from "../../release/types.ts";
import { findingText, type RouteFinding } from "../../policies/routes/finding.ts";
import { validateRoutes } from "../../policies/routes/validate.ts";
import { ruleCell } from "./inventory.ts";
import { code, table } from "./markdown.ts";
import { sortedRouters } from "./work-tree-stacks.ts";

/** What docs/ROUTING_RULES.md says of the routes there are: a table in Markdown, sorted by priority, and what is wrong. */
export function routingTable(stacks: readonly StackRelease[]): string {
  const rows = sortedRouters(stacks).map((router) => {
    const { name, priority, entryPoints, source } = router;
    const where = `[${source.file.replace("stacks/", "")}:${source.line}](../${source.file}#L${source.line})`;
    return [String(priority ?? ""), code(name), ruleCell(router), entryPoints?.join(", ") ?? "", where];
  });
  const heads = ["priority", "router", "rule", "entry points", "defined in"];
  return `${table(heads, rows)}\n\n${validation(validateRoutes(stacks))}`;
}

function validation(findings: readonly RouteFinding[]): string {
  if (findings.length === 0) return "`make validate-routes` finds nothing to correct in them.";
  const lines = findings.map((finding) => `- ${finding.severity}: ${findingText(finding).split("\n")[0]}`);
  return ["`make validate-routes` finds:", "", ...lines].join("\n");
}
