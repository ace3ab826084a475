import { existsSync } from "node:fs";
import { UserError } from "../release/errors.ts";
import { helpText, type Usage } from "./shared/options.ts";

/** A command of the command line: a file `cli/<name>.ts` that exports this function, and its `usage` when it takes options. */
export type Command = (args: string[]) => Promise<void>;

const [name = "help", ...args] = process.argv.slice(2);
const file = new URL(`./${name}.ts`, import.meta.url);

try {
  if (!/^[a-z][a-z-]*$/.test(name) || !existsSync(file)) {
    throw new UserError(`${name}: there is no such command; \`make help\` lists them`);
  }
  const { run, usage } = (await import(file.href)) as { run: Command; usage?: Usage };
  if (usage && args.includes("--help")) console.log(helpText(usage));
  else await run(args);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
