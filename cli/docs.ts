import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inventory } from "./docs/inventory.ts";
import { withGenerated } from "./docs/markdown.ts";
import { policyTable } from "./docs/policies.ts";
import { routingTable } from "./docs/routing.ts";
import { workTreeStacks } from "./docs/work-tree-stacks.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { enterProject } from "./shared/project.ts";

export const usage = {
  forms: ["make docs"],
  text: `Writes the tables of docs/STACKS.md and docs/ROUTING_RULES.md from the stacks in the work tree, and that of
docs/POLICIES.md from the policy pack. What a person wrote around them stays. Reads only files; a test fails when one of
them is stale.`,
  options: { help: { text: "this text" } },
} as const satisfies Usage;

/**
 * Those documents with tables that the project has, as the stacks in the work tree would have them.
 * @returns path → text
 */
export async function documents(project: string): Promise<Map<string, string>> {
  const stacks = await workTreeStacks(project);
  const generated = [
    ["docs/STACKS.md", inventory(stacks)],
    ["docs/ROUTING_RULES.md", routingTable(stacks)],
    ["docs/POLICIES.md", policyTable()],
  ] as const;
  const there = generated.filter(([file]) => existsSync(join(project, file)));
  return new Map(
    there.map(([file, text]) => [file, withGenerated(file, readFileSync(join(project, file), "utf8"), text)]),
  );
}

/** `make docs`. */
export async function run(args: string[]): Promise<void> {
  readOptions("docs", usage, args);
  for (const [file, text] of await documents(enterProject())) {
    writeFileSync(file, text);
    console.log(file);
  }
}
