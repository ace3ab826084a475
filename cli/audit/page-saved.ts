import { type Html, html } from "./html.ts";
import { time } from "./page.ts";
import type { SavedData } from "./saved-data.ts";

/** How many snapshots and dumps an update took, and each of them to unfold. */
export function savedCell(saved: readonly SavedData[] | undefined): Html | undefined {
  if (saved === undefined) return undefined;
  const counts = (["snapshot", "dump"] as const).flatMap((kind) => {
    const count = saved.filter((one) => one.kind === kind).length;
    return count === 0 ? [] : `${count} ${kind}${count === 1 ? "" : "s"}`;
  });
  const lost = saved.filter(({ now }) => now === "deleted by hand").length;
  return html`<details><summary>${counts.map((count) => html`<span>${count}</span>`)}${
    lost > 0 ? html`<span class="warn">${lost} deleted</span>` : undefined
  }</summary>
<ul>${saved.map(item)}</ul></details>`;
}

function item({ stack, kind, id, holds, takenAt, host, bytes, now }: SavedData): Html {
  const facts = [
    ...(host ? [`on ${host}`] : []),
    ...(bytes === undefined ? [] : [size(bytes)]),
    ...(now && now !== "kept" ? [now] : []),
  ];
  return html`<li>${stack}: ${kind} <code>${id}</code>${holds ? html` of ${holds}` : undefined}<small>${
    takenAt ? time(takenAt) : undefined
  }${facts.length > 0 ? html`${takenAt ? ", " : undefined}${facts.join(", ")}` : undefined}</small></li>`;
}

function size(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
