import { findingText, type RouteFinding } from "../../policies/routes/finding.ts";
import type { Route } from "../../release/routes/model.ts";
import type { HostTable } from "./table.ts";

const colours = { error: 31, warning: 33 } as const;
const heads = ["priority", "router", "on", "service", "middlewares", "rule"];

/**
 * The routes of a host in the order in which Traefik tries them: TCP first, then HTTP, each by priority.
 * @param colour for a terminal: routers with an error red, with a warning yellow
 */
export function tableText(
  { routes, routers, dropped, middlewaresOf }: HostTable,
  findings: readonly RouteFinding[],
  colour: boolean,
): string {
  const read = [...routers, ...dropped].filter(({ on }) => on.some(({ tls }) => tls));
  const withTls = new Set(read.map(({ route }) => route));
  const rows = sorted(routes).map((route) => ({
    cells: cellsOf(route, withTls.has(route), middlewaresOf({ route })),
    severity: severityOf(route, findings),
  }));
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map(({ cells }) => cells[column]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join("  ")
      .trimEnd();
  return [line(heads), ...rows.map(({ cells, severity }) => painted(line(cells), colour ? severity : undefined))].join(
    "\n",
  );
}

/** A finding a line, the errors first; what belongs to it below. */
export function findingsText(findings: readonly RouteFinding[], colour: boolean): string {
  const order = [...findings].sort((a, b) => (a.severity === b.severity ? 0 : a.severity === "error" ? -1 : 1));
  return order
    .map((finding) => `${painted(finding.severity, colour ? finding.severity : undefined)} ${findingText(finding)}`)
    .join("\n");
}

const rank = { tcp: 0, http: 1, udp: 2 } as const;

const sorted = (routes: readonly Route[]) =>
  [...routes].sort(
    (a, b) =>
      rank[a.protocol] - rank[b.protocol] ||
      Number(b.priority ?? 0) - Number(a.priority ?? 0) ||
      (a.name < b.name ? -1 : 1),
  );

function cellsOf(route: Route, tls: boolean, middlewares: readonly string[]): string[] {
  const { protocol, priority, name, entryPoints, service, rule } = route;
  const on = `${entryPoints?.join(", ") ?? "?"}${tls ? " (TLS)" : ""}${protocol === "http" ? "" : ` ${protocol}`}`;
  return [
    priority ?? "?",
    name,
    on,
    service ?? "none",
    middlewares.join(", "),
    shown(rule ?? (protocol === "udp" ? "" : "?")),
  ];
}

/** A rule in one line. */
const shown = (rule: string) => rule.replace(/\p{Cc}+/gu, " ");

function severityOf({ source }: Route, findings: readonly RouteFinding[]): RouteFinding["severity"] | undefined {
  const own = findings.filter(({ file, key }) => file === source.file && key === source.key);
  return own.some(({ severity }) => severity === "error") ? "error" : own[0]?.severity;
}

const painted = (text: string, severity: RouteFinding["severity"] | undefined) =>
  severity ? `\x1b[${colours[severity]}m${text}\x1b[0m` : text;
