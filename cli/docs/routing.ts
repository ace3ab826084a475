import type { StackRelease } from "../../release/types.ts";
import { ruleCell } from "./inventory.ts";
import { code, table } from "./markdown.ts";
import { sortedRouters } from "./work-tree-stacks.ts";

/** What docs/ROUTING_RULES.md says of the routes there are: a table in Markdown, sorted by priority. */
export function routingTable(stacks: readonly StackRelease[]): string {
  const rows = sortedRouters(stacks).map((router) => {
    const { name, priority, entryPoints, source } = router;
    const where = `[${source.file.replace("stacks/", "")}:${source.line}](../${source.file}#L${source.line})`;
    return [String(priority ?? ""), code(name), ruleCell(router), entryPoints?.join(", ") ?? "", where];
  });
  return table(["priority", "router", "rule", "entry points", "defined in"], rows);
}
