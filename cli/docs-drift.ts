import { readFileSync, writeFileSync } from "node:fs";
import { labDown, labName, labUp } from "../test/lab/lab.ts";
import { driftExample } from "./docs/drift-example.ts";
import { withGenerated } from "./docs/markdown.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { enterProject } from "./shared/project.ts";

export const usage = {
  forms: ["make docs-drift"],
  text: `Writes the outputs in docs/DRIFT_EXAMPLE.md: deploys two small stacks to a host in miniature, changes them by hand, and
keeps what the drift check and a preview print before and after. In a lab of its own that is gone afterwards.`,
  options: { help: { text: "this text" } },
} as const satisfies Usage;

const file = "docs/DRIFT_EXAMPLE.md";

/** `make docs-drift`. */
export async function run(args: string[]): Promise<void> {
  readOptions("docs-drift", usage, args);
  enterProject();
  const name = labName("docs");
  try {
    const example = await driftExample(await labUp({ name, progress: (line) => console.error(line) }));
    writeFileSync(file, withGenerated(file, readFileSync(file, "utf8"), example));
    console.log(file);
  } finally {
    await labDown(name);
  }
}
