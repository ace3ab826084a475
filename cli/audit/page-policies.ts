import { type Html, html } from "./html.ts";
import type { Judged } from "./policies.ts";

/** How many findings there are, and each of them to unfold. */
export function policiesCell(judged: Judged | undefined): Html | undefined {
  if (judged === undefined) return undefined;
  if ("couldNot" in judged)
    return html`<details><summary><span class="warn">not judged</span></summary><ul><li>${judged.couldNot}</li></ul></details>`;
  const { findings, exceptions } = judged;
  const count = (level: string) => findings.filter((one) => one.level === level).length;
  const [mandatory, advisory] = [count("mandatory"), count("advisory")];
  if (mandatory + advisory + exceptions.length === 0) return html`<span class="good">✓ no findings</span>`;
  const parts = [
    mandatory > 0 ? html`<span class="bad">✗ ${mandatory} mandatory</span>` : undefined,
    advisory > 0 ? html`<span>${advisory} advisory</span>` : undefined,
    exceptions.length > 0 ? html`<span>${exceptions.length} allowed</span>` : undefined,
  ];
  return html`<details><summary>${parts}</summary>
<ul>${findings.map(({ rule, level, message }) => html`<li>${message} <small>${rule}, ${level}</small></li>`)}${exceptions.map(
    ({ rule, stack, service, reason }) =>
      html`<li>${stack}: ${service} may break ${rule}: ${reason} <small>allowed</small></li>`,
  )}</ul></details>`;
}
