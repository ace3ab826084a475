import { existsSync } from "node:fs";
import { UserError } from "../release/errors.ts";

/** A command of the command line: a file `cli/<name>.ts` that exports this function. */
export type Command = (args: string[]) => Promise<void>;

const [name = "help", ...args] = process.argv.slice(2);
const file = new URL(`./${name}.ts`, import.meta.url);

try {
  if (!/^[a-z][a-z-]*$/.test(name) || !existsSync(file)) {
    throw new UserError(`${name}: there is no such command; \`make help\` lists them`);
  }
  const { run } = (await import(file.href)) as { run: Command };
  await run(args);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
