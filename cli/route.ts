import { resolve } from "node:path";
import { closeHosts } from "../live/host.ts";
import { UserError } from "../release/errors.ts";
import { answerText, questionOf } from "./routes/question.ts";
import { chosenTables, serverOptions } from "./routes/server.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { enterProject } from "./shared/project.ts";

export const usage = {
  forms: ["scripts/seisei route URL [--method M] [--header NAME=VALUE]… [--from ADDRESS] [--server HOST]"],
  text: `Says which router answers a request, by which service and middlewares, and which would be next: of the stacks in the work
tree, or with --server of the Traefik that runs on a host. Sends nothing to the URL.
Exit code 0: a router answers. 1: none does, or Traefik has no order for those that do. 2: could not be read or asked.`,
  options: {
    method: { value: "M", text: "else GET" },
    header: { value: "NAME=VALUE", text: "may be given several times" },
    from: { value: "ADDRESS", text: "the client's; else 203.0.113.1, an address of documentation" },
    ...serverOptions,
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** `seisei route URL`. */
export async function run(args: string[]): Promise<void> {
  const headers: string[] = [];
  const urls: string[] = [];
  const rest: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (word.startsWith("--header=")) headers.push(word.slice("--header=".length));
    else if (word === "--header" && at + 1 < args.length) headers.push(args[++at]!);
    else if (/^https?:/i.test(word) && !rest.at(-1)?.match(/^--[\w-]+$/)) urls.push(word);
    else rest.push(word);
  }
  const { method, from, ...options } = readOptions("route", usage, rest);
  if (urls.length !== 1)
    throw new UserError("route: expected one URL, such as https://erp.example/api; `--help` tells more");
  const key = options["ssh-key"];
  const given = { ...options, ...(key === undefined ? {} : { "ssh-key": resolve(key) }) };
  const question = questionOf(urls[0]!, { method, headers, from });
  try {
    const { tables } = await chosenTables(enterProject(), given);
    const answers = tables.map((table) => answerText(table, question));
    console.log(answers.map(({ text }) => text).join("\n\n"));
    process.exitCode = answers.some(({ isAnswered }) => isAnswered) ? 0 : 1;
  } finally {
    closeHosts();
  }
}
