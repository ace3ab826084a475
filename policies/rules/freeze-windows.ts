import { isMapping } from "../../release/yaml-file.ts";
import { frozenBy } from "../pack/freeze.ts";
import type { ReleaseRule } from "../pack/rule.ts";

const override = "pulumi config set --path 'emergency.reason' \"…\" and 'emergency.until' (such as 2026-12-24T18:00Z)";

export const freezeWindows: ReleaseRule = {
  name: "freeze-windows",
  level: "mandatory",
  description:
    "Checks that no update runs in a time that `seisei:freeze` closes, unless `seisei:emergency` says why; previews are free.",
  source:
    "[AWS Systems Manager, change calendars](https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-change-calendar.html)",
  release: ({ file, freeze, emergency, now, update }) => {
    if (!update || freeze === undefined) return [];
    const problems: string[] = [];
    const window = frozenBy(freeze, now, (rest) => problems.push(`${file}: seisei:freeze${rest}`));
    if (problems.length > 0) return problems; // what cannot be read might close this very hour
    if (window === undefined) return [];
    const exception = emergencyProblem(emergency, now);
    if (exception === undefined) return [];
    return [`${file}: seisei:freeze: expected no update in ${window}, got one; wait, or ${override}${exception}`];
  },
};

/** Undefined: it holds. Else what to add to the message. */
function emergencyProblem(emergency: unknown, now: Date): string | undefined {
  if (emergency === undefined) return "";
  const { reason, until } = isMapping(emergency) ? emergency : {};
  const end = typeof until === "string" ? Date.parse(until) : Number.NaN;
  if (typeof reason !== "string" || reason.trim() === "" || Number.isNaN(end)) {
    return ". seisei:emergency is there, but it needs both";
  }
  return end > now.getTime() ? undefined : `. seisei:emergency ended at ${until}`;
}
