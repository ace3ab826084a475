import type { Results } from "./results.ts";

/** A figure to reach, for ten one-service stacks on one host. */
interface Goal {
  readonly claim: string;
  /** The most that `figure` may be. */
  readonly limit: number;
  readonly figure: number;
}

const size = 10; // stacks; what every goal is about

/** The goals with the figures of this run; one that was not measured has NaN. */
export function goals(results: Results): Goal[] {
  const seconds = (measure: Parameters<Results["median"]>[0]) => results.median(measure, size);
  const preview = seconds("preview");
  return [
    {
      claim: "preview / the same without the drift read",
      limit: 1.25,
      figure: preview / seconds("previewWithoutRead"),
    },
    { claim: "preview / an empty program's", limit: 2, figure: preview / seconds("emptyPreview") },
    { claim: "preview / the seed's drift script", limit: 1, figure: preview / seconds("seedDrift") },
    { claim: "preview / Ansible's check run", limit: 1 / 3, figure: preview / seconds("ansibleCheck") },
    {
      claim: "`drift_check.sh --server` / the seed's drift script",
      limit: 1,
      figure: seconds("driftCheckServer") / seconds("seedDrift"),
    },
    {
      claim: "`drift_check.sh --server` / Ansible's check run",
      limit: 1,
      figure: seconds("driftCheckServer") / seconds("ansibleCheck"),
    },
    {
      claim: "seconds that the policy pack adds to a preview",
      limit: 0.8,
      figure: seconds("previewWithPolicies") - preview,
    },
    { claim: "seconds of the drift read inside the provider", limit: 0.4, figure: seconds("driftRead") },
    {
      claim: "SSH connections of a preview without change",
      limit: 1,
      figure: results.median("preview", size, "connections"),
    },
    { claim: "SSH connections of an up without change", limit: 1, figure: results.median("up", size, "connections") },
    {
      claim: "seconds of upgrading one, beyond preview and the typed `up -d --wait`",
      limit: 2,
      figure: seconds("upgradeOne") - preview - seconds("typedUpgrade"),
    },
    {
      claim: "rolling back all, verified and healthy / the seed's loop",
      limit: 1,
      figure: seconds("rollbackAll") / seconds("seedRollback"),
    },
    { claim: "seconds of rolling back one", limit: 8, figure: seconds("rollbackOne") },
    { claim: "seconds from engine ready to first resource", limit: 0.5, figure: seconds("programStart") },
  ];
}

/** One line a goal: verdict, claim, figure and limit. */
export function goalsText(all: readonly Goal[]): string {
  const verdict = ({ figure, limit }: Goal) =>
    Number.isNaN(figure) ? "not measured" : figure <= limit ? "reached" : "missed";
  const width = Math.max(...all.map(({ claim }) => claim.length));
  const line = (goal: Goal) =>
    `${verdict(goal).padEnd(12)}  ${goal.claim.padEnd(width)}  ${goal.figure.toFixed(2).padStart(6)}, at most ${goal.limit.toFixed(2)}`;
  return all.map(line).join("\n");
}
