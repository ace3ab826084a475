import type { Rehearsal } from "../../components/rehearsals.ts";
import { type Html, html } from "./html.ts";
import { commitText, time } from "./page.ts";
import type { WayBack } from "./ways-back.ts";

/** The releases to go back to, and whether that was tried; nothing where there is none. */
export function waysBackTable(ways: readonly WayBack[]): Html | undefined {
  if (ways.length === 0) return undefined;
  return html`<h2 id="back-title">Ways back</h2>
<table id="back" role="table" aria-labelledby="back-title">
<thead role="rowgroup"><tr role="row">${["Release", "Commit", "Asked for", "Changes", "Last rehearsed"].map(
    (name) => html`<th role="columnheader" scope="col">${name}</th>`,
  )}</tr></thead>
<tbody role="rowgroup">
${ways.map(row)}</tbody>
</table>`;
}

function row({ release, commit, asked, stacks, rehearsed, rehearsedWithData }: WayBack): Html {
  const none = !rehearsed && !rehearsedWithData;
  return html`<tr role="row"><th role="rowheader" scope="row" data-label="Release"><span class="tag">${release}</span></th>
<td role="cell" data-label="Commit">${commitText(commit)}</td>
<td role="cell" data-label="Asked for" class="when">${time(asked)}</td>
<td role="cell" data-label="Changes">${stacks.join(", ")}</td>
<td role="cell" data-label="Last rehearsed"><span>${
    none ? html`<span class="soft">never</span>` : undefined
  }${rehearsal(rehearsed, "")}${rehearsal(rehearsedWithData, " with data")}</span></td></tr>
`;
}

function rehearsal(one: Rehearsal | undefined, what: string): Html | undefined {
  if (!one) return undefined;
  const failed = one.result === "failed";
  const answers = Object.entries(one.downtime).flatMap(([stack, seconds]) =>
    seconds === null ? [] : `${stack} ${seconds.toFixed(1)} s`,
  );
  const how = failed ? html`<span class="bad">failed</span>` : `${Math.round(one.seconds)} s`;
  return html`<span class="line">${time(one.at)}${what}: ${how}${
    answers.length > 0 && !failed ? html`<small>without an answer: ${answers.join(", ")}</small>` : undefined
  }</span>`;
}
