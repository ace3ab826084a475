import { resolve } from "node:path";
import { closeHosts } from "../live/host.ts";
import type { RouteFinding } from "../policies/routes/finding.ts";
import { chosenTables, serverOptions } from "./routes/server.ts";
import type { HostTable } from "./routes/table.ts";
import { findingsText, tableText } from "./routes/text.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { enterProject } from "./shared/project.ts";
import { wantsColour } from "./shared/terminal.ts";

export const usage = {
  forms: [
    "scripts/validate_routes.sh [--json]                           make validate-routes",
    "scripts/validate_routes.sh --server HOST [--ssh-key FILE]",
  ],
  text: `Prints the routes of every host's Traefik in the order in which it tries them, and what is wrong with them: of the stacks
in the work tree, or of the Traefik that runs on a host. Changes nothing; needs no Pulumi.
Exit code 0: no errors. 1: errors. 2: something could not be read or asked. (make turns each failure into its own exit code 2.)`,
  options: {
    ...serverOptions,
    json: { text: "hosts with their routes, and findings (kind, severity, file, line, key, message, request) as JSON" },
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** `make validate-routes`, `scripts/validate_routes.sh`. */
export async function run(args: string[]): Promise<void> {
  const { json, ...options } = readOptions("validate-routes", usage, args);
  const key = options["ssh-key"];
  const given = { ...options, ...(key === undefined ? {} : { "ssh-key": resolve(key) }) };
  try {
    const { tables, findings } = await chosenTables(enterProject(), given);
    console.log(json ? JSON.stringify(asJson(tables, findings), null, 2) : text(tables, findings));
    process.exitCode = exitCode(findings);
  } finally {
    closeHosts();
  }
}

export function exitCode(findings: readonly RouteFinding[]): number {
  if (findings.some(({ kind }) => kind === "unreadable")) return 2;
  return findings.some(({ severity }) => severity === "error") ? 1 : 0;
}

function text(tables: readonly HostTable[], findings: readonly RouteFinding[]): string {
  const colour = wantsColour();
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const count = tables.reduce((sum, { routes }) => sum + routes.length, 0);
  const words = (number: number, word: string) => `${number || "no"} ${word}${number === 1 ? "" : "s"}`;
  return [
    ...tables.flatMap((table) => [...(tables.length > 1 ? [table.host] : []), tableText(table, findings, colour), ""]),
    ...(findings.length > 0 ? [findingsText(findings, colour), ""] : []),
    `${words(count, "route")}: ${words(errors, "error")}, ${words(findings.length - errors, "warning")}`,
  ].join("\n");
}

const asJson = (tables: readonly HostTable[], findings: readonly RouteFinding[]) => ({
  hosts: tables.map(({ host, routes, middlewaresOf }) => ({
    host,
    routes: routes.map((route) => {
      const { protocol, name, rule, priority, entryPoints, service, tls, source } = route;
      const number = priority === undefined || priority === null ? null : Number(priority);
      const middlewares = middlewaresOf({ route });
      return {
        protocol,
        name,
        rule,
        priority: number,
        entryPoints,
        tls: tls !== undefined,
        service,
        middlewares,
        ...source,
      };
    }),
  })),
  findings,
});
