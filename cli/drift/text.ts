import { type Mark, oneLine, paint } from "../shared/mark.ts";
import { type DriftReport, errors, type Place } from "./report.ts";

interface Row {
  readonly mark: Mark;
  /** Host, stack, kind. */
  readonly where: readonly string[];
  readonly text: string;
}

/**
 * The report for a person: a line for each kind that is as it should be and for each finding, and a summary.
 * @param colour for a terminal
 */
export function reportText(report: DriftReport, colour: boolean): string {
  const rows = report.hosts.flatMap(({ host, error, places }) => [
    ...(error === undefined ? [] : [{ mark: "ERROR", where: [host, "", ""], text: error } as const]),
    ...places.flatMap((place) => placeRows(host, place, report.checkedAt)),
  ]);
  const columns = [0, 1, 2].filter((column) => column !== 0 || report.hosts.length > 1);
  const widths = columns.map((column) => Math.max(...rows.map(({ where }) => where[column]!.length)));
  const lines = rows.map(({ mark, where, text }) => {
    const cells = columns.map((column, index) => where[column]!.padEnd(widths[index]!));
    return [paint(mark, colour), oneLine([...cells, text].join("  "))].join("  ");
  });
  return [...lines, "", summary(report, rows)].join("\n");
}

function placeRows(host: string, place: Place, checkedAt: string): Row[] {
  const { stack = host, passed, findings, notCompared = [], error } = place;
  return [
    ...passed.map(({ kind, count }) => row("PASS", kind, count === 0 ? "none" : `${count}`)),
    ...findings.map(({ kind, message, action, since }) =>
      row("FAIL", kind, `${message} — ${action}${firstSeen(since, checkedAt)}`),
    ),
    ...notCompared.map((text) => row("SKIP", "", text)),
    ...(error === undefined ? [] : [row("ERROR", "", error)]),
  ];

  function row(mark: Mark, kind: string, text: string): Row {
    return { mark, where: [host, stack, kind], text };
  }
}

function firstSeen(since: string | undefined, checkedAt: string): string {
  return since === undefined || since === checkedAt ? "" : ` (first seen ${since.slice(0, 16).replace("T", " ")} UTC)`;
}

function summary({ hosts, findings, release }: DriftReport, rows: readonly Row[]): string {
  const passed = rows.filter(({ mark }) => mark === "PASS").length;
  const [failed, unknown] = [findings.length, errors(hosts).length];
  const verdict = unknown > 0 ? "could not check everything" : failed > 0 ? "drift" : "no drift";
  return `${verdict}: ${passed} passed, ${failed} failed, ${unknown} could not be checked (release ${release})`;
}
