import { ALLOW_FILE } from "../policies/secrets/allow.ts";
import { type Scan, scanPaths, scanWorkTree } from "../policies/secrets/scan.ts";
import { readAllowList } from "./shared/allow-list.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { enterProject, projectFolder } from "./shared/project.ts";

export const usage = {
  forms: ["scripts/secrets.sh [--json] [PATH…]", "make secrets"],
  text: `Finds passwords, keys and tokens in files and folders; without PATH in what git tracks of this project, or would.
Prints where each is, never what it is. Git's own files, node_modules and binary files are left out.
What may stay is in ${ALLOW_FILE}, each with a reason and a last day. Without PATH, an entry that nothing needs
any more is told too.
Exit code 0: none. 1: found. 2: something could not be read, or the allow list is wrong.`,
  options: {
    json: { text: "findings (file, line, column, rule, masked, message), files, binary, notes and errors as JSON" },
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** `scripts/secrets.sh`, `make secrets`. */
export async function run(args: string[]): Promise<void> {
  const paths = args.filter((word) => !word.startsWith("-"));
  const { json } = readOptions(
    "secrets",
    usage,
    args.filter((word) => word.startsWith("-")),
  );
  const project = projectFolder();
  const allow = readAllowList(project);
  const scan = paths.length === 0 ? await scanWorkTree(enterProject(), allow) : scanPaths(paths, allow);
  if (paths.length === 0 && scan.errors.length === 0) scan.errors.push(...allow.unused());
  for (const line of [...scan.notes, ...scan.errors]) console.error(line);
  console.log(json ? JSON.stringify(scan, null, 2) : text(scan));
  process.exitCode = scan.errors.length > 0 ? 2 : scan.findings.length > 0 ? 1 : 0;
}

function text({ findings, files, binary, errors }: Scan): string {
  const count = findings.length === 1 ? "1 secret" : `${findings.length || "no"} secrets`;
  const unread = errors.length === 0 ? "" : `, ${errors.length} error${errors.length === 1 ? "" : "s"}`;
  return [
    ...findings.map(
      ({ file, line, column, masked, message }) => `${file}:${line}:${column}: ${message}; value ${masked}`,
    ),
    `${count} in ${files} files (${binary} binary files left out${unread})`,
  ].join("\n");
}
