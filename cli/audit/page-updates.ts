import { type Html, html } from "./html.ts";
import { commitText, time } from "./page.ts";
import { policiesCell } from "./page-policies.ts";
import { savedCell } from "./page-saved.ts";
import type { AuditRow } from "./timeline.ts";

/** The filters; the page's script shows and serves them. */
export function filterForm(rows: readonly AuditRow[]): Html {
  const field = (name: string, label: string, control: Html) =>
    html`<div><label for="${name}">${label}</label>${control}</div>\n`;
  const input = (name: string, label: string, type: string) =>
    field(name, label, html`<input type="${type}" id="${name}" name="${name}" autocomplete="off">`);
  const choice = (name: string, label: string, all: string, values: readonly string[]) => {
    const options = [...new Set(values)].sort().map((value) => html`<option>${value}</option>`);
    return field(
      name,
      label,
      html`<select id="${name}" name="${name}"><option value="">${all}</option>${options}</select>`,
    );
  };
  const stacks = rows.flatMap((row) => [...(row.stacks ?? [])]);
  const results = rows.map(({ result }) => result);
  const people = rows.flatMap(({ by }) => by ?? []);
  return html`<form hidden aria-label="Filter the updates">
${input("text", "Text", "search")}${choice("stack", "Stack", "all", stacks)}${choice("result", "Result", "all", results)}${choice("by", "Who", "everybody", people)}${input("from", "From", "date")}${input("until", "Until", "date")}<button type="reset">Show all</button>
</form>
<p id="shown" class="soft" role="status"></p>`;
}

/** One row an update, in the order given. A column that has nothing in any row is left out. */
export function updatesTable(rows: readonly AuditRow[]): Html {
  const shown = columns.filter(({ cell }) => rows.some((row) => cell(row) !== undefined));
  return html`<table id="updates" role="table" aria-labelledby="updates-title">
<thead role="rowgroup"><tr role="row">${shown.map(
    ({ name }) => html`<th role="columnheader" scope="col">${name}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">
${rows.map(
  (row) => html`<tr role="row" data-day="${row.start.slice(0, 10)}" data-result="${row.result}" data-by="${
    row.by
  }" data-stacks="${row.stacks?.join(" ")}" class="${row.change === "nothing to do" ? "idle" : undefined}">${shown.map(
    ({ name, style, cell }) => html`<td role="cell" data-label="${name}" class="${style}">${cell(row)}</td>`,
  )}</tr>
`,
)}</tbody>
</table>`;
}

interface Column {
  readonly name: string;
  readonly style?: string;
  readonly cell: (row: AuditRow) => Html | undefined;
}

const small = (text: string | Html | undefined) => (text === undefined ? undefined : html`<small>${text}</small>`);

const columns: readonly Column[] = [
  {
    name: "When",
    style: "when",
    cell: ({ start, seconds }) =>
      html`<span>${time(start)}${small(seconds === undefined ? undefined : took(seconds))}</span>`,
  },
  { name: "Release", style: "release", cell: releaseCell },
  { name: "Result", style: "result", cell: resultCell },
  {
    name: "Stacks",
    style: "stacks",
    cell: ({ stacks }) =>
      stacks?.length
        ? html`<span>${stacks.map((stack, index) => html`${index > 0 ? ", " : undefined}<span class="tag">${stack}</span>`)}</span>`
        : undefined,
  },
  {
    name: "Who",
    cell: ({ by }) => {
      if (by === undefined) return undefined;
      const [, name = by, place] = /^(.*?)(?: \((.*)\))?$/s.exec(by) ?? [];
      return html`<span>${name}${small(place)}</span>`;
    },
  },
  { name: "What", style: "what", cell: whatCell },
  { name: "Policies", style: "unfolds", cell: ({ policies }) => policiesCell(policies) },
  { name: "Data saved", style: "unfolds", cell: ({ saved }) => savedCell(saved) },
  { name: "Drift", cell: driftCell },
];

function releaseCell({ from, to, change, pins }: AuditRow): Html {
  const tags =
    from !== undefined && to !== undefined && from !== to
      ? html`<span class="tag">${from}</span> → <span class="tag">${to}</span>`
      : html`<span class="tag">${to ?? from}</span>`;
  const pinned = Object.entries(pins).map(([stack, release]) => `, ${stack} pinned to ${release}`);
  return html`<span>${tags}<small>${change}${pinned}</small></span>`;
}

function resultCell({ result, kept = [], changes }: AuditRow): Html {
  const style = { succeeded: "good", failed: "bad", "in progress": "warn" }[result];
  const sign = { succeeded: "✓", failed: "✗", "in progress": "…" }[result];
  const stays = kept.map(({ stack, release }) =>
    small(release ? `${stack} stays on ${release}` : `${stack} is not deployed`),
  );
  const nothing = result === "failed" && changes === 0;
  const putBack = kept.length > 0 ? ", put back" : nothing ? ", nothing changed" : "";
  return html`<span><span class="tag ${style}">${sign} ${result}${putBack}</span>${stays}</span>`;
}

function whatCell({ message, subject, commit, program, dirty }: AuditRow): Html {
  const own = message === subject ? undefined : message;
  const source = dirty ? `program at ${program?.slice(0, 7)} with uncommitted changes` : undefined;
  return html`<span>${own ?? subject}<small>${commit ? html`${commitText(commit)} ` : undefined}${own ? subject : undefined}</small>${small(source)}</span>`;
}

function driftCell({ driftBefore, driftAfter }: AuditRow): Html | undefined {
  if (!driftBefore && !driftAfter) return undefined;
  const part = (check: AuditRow["driftBefore"], when: string) =>
    check &&
    html`<small title="checked ${check.checkedAt}" class="${check.findings > 0 ? "warn" : undefined}">${check.findings} ${when}</small>`;
  return html`<span>${part(driftBefore, "before")}${part(driftAfter, "after")}</span>`;
}

/** @example "18 s", "3 min 5 s" */
function took(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
