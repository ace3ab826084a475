import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Html, html } from "./html.ts";
import { runningTable } from "./page-running.ts";
import { filterForm, updatesTable } from "./page-updates.ts";
import { waysBackTable } from "./page-ways-back.ts";
import type { RunningStack } from "./running.ts";
import type { AuditRow } from "./timeline.ts";
import type { WayBack } from "./ways-back.ts";

/** Everything that the audit says: the text of `audit.json`, and what the page shows. */
export interface Audit {
  /** ISO 8601, UTC. */
  readonly generatedAt: string;
  /** The Pulumi stack's name. */
  readonly stack: string;
  /** What each stack runs, by name. */
  readonly running: readonly RunningStack[];
  /** Earlier releases, the last one first. */
  readonly waysBack: readonly WayBack[];
  /** The oldest first. */
  readonly updates: readonly AuditRow[];
}

const asset = (name: string) => readFileSync(new URL(`./${name}`, import.meta.url), "utf8");

/** The page: one file that asks for nothing else, and in which only its own script may run. */
export function page(audit: Audit): string {
  const [style, script] = [asset("page.css"), asset("page.js")];
  const policy = `default-src 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const title = `Release audit: ${audit.stack}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Html(style)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="soft">${summary(audit.updates)} As of ${time(audit.generatedAt)}; all times are UTC.</p>
</header>
<main>
<h2 id="running-title">What runs where</h2>
${runningTable(audit.running)}
${waysBackTable(audit.waysBack)}
<h2 id="updates-title">Updates</h2>
${filterForm(audit.updates)}
${updatesTable(audit.updates.toReversed())}
</main>
<script>${new Html(script)}</script>
</body>
</html>
`.text;
}

const hash = (text: string) => `sha256-${createHash("sha256").update(text).digest("base64")}`;

function summary(rows: readonly AuditRow[]): string {
  const failed = rows.filter(({ result }) => result === "failed").length;
  const first = rows[0]!.start.slice(0, 10);
  const count = rows.length === 1 ? "1 update" : `${rows.length} updates`;
  return `${count} since ${first}, ${failed === 0 ? "none" : failed} failed.`;
}

/** A time as a person reads it: to the minute, UTC. */
export function time(iso: string): Html {
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)}</time>`;
}

/** A commit by its first seven digits. */
export const commitText = (commit: string) => html`<code title="${commit}">${commit.slice(0, 7)}</code>`;
