import { type Html, html } from "./html.ts";
import { commitText, time } from "./page.ts";
import type { RunningStack } from "./running.ts";

/** What runs where since when, one row a stack. */
export function runningTable(stacks: readonly RunningStack[]): Html {
  if (stacks.length === 0) return html`<p class="soft">Nothing is recorded; the next update writes it down.</p>`;
  return html`<table id="running" role="table" aria-labelledby="running-title">
<thead role="rowgroup"><tr role="row">${["Stack", "Host", "Release", "Commit", "Content", "Since", "By"].map(
    (name) => html`<th role="columnheader" scope="col">${name}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">
${stacks.map(row)}</tbody>
</table>`;
}

function row({ stack, host, release, commit, content, since, by, asked }: RunningStack): Html {
  return html`<tr role="row"><th role="rowheader" scope="row" data-label="Stack">${stack}</th>
<td role="cell" data-label="Host">${host}</td>
<td role="cell" data-label="Release"><span><span class="tag">${release}</span>${
    asked ? html`<small class="warn">asked for ${asked}</small>` : undefined
  }</span></td>
<td role="cell" data-label="Commit">${commit ? commitText(commit) : undefined}</td>
<td role="cell" data-label="Content"><code title="${content}">${content.slice(0, 12)}</code></td>
<td role="cell" data-label="Since" class="when">${since ? time(since) : "longer than the ledger reaches"}</td>
<td role="cell" data-label="By">${by}</td></tr>
`;
}
