import type { Rehearsal } from "../../components/rehearsals.ts";

/** The record of a rehearsal: `shop` went back from content s1 to s0. */
export function rehearsal(changed: Partial<Rehearsal> = {}): Rehearsal {
  return {
    ...{ at: "2026-11-20T12:00:31.000Z", by: "ann@laptop", data: false, result: "succeeded", seconds: 18.2 },
    ...{ from: { release: "main1.0.1", commit: "b" }, to: { release: "main1.0.0", commit: "a" } },
    ...{ moved: { shop: { from: "s1", to: "s0" } }, downtime: { shop: 5.4 } },
    lab: { hosts: ["app-1"], stacks: ["shop"], images: {}, program: "c" },
    ...changed,
  };
}
