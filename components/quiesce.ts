import { readFileSync } from "node:fs";
import { quote } from "../live/session.ts";
import type { SnapshotToTake } from "./snapshot-plan.ts";

const script = readFileSync(new URL("quiesce.sh", import.meta.url), "utf8");

export interface QuiesceArgs {
  readonly stack: string;
  /** The folder on the host that holds the stacks. */
  readonly root: string;
  /** Where the volume is mounted. */
  readonly mount: string;
  /** The volume that a snapshot is taken of. */
  readonly volume: string;
  /** `contentHash` of the stack in the next release. */
  readonly content: string;
  /** Whether nothing may go on when the stack's own command fails. */
  readonly strict: boolean;
  /** Services with PostgreSQL, beside those of the release that runs. */
  readonly postgres: readonly string[];
  /** `data.quiesce` of the next release. */
  readonly own?: { readonly service: string; readonly command: string };
}

/**
 * What a host's `sh` reads so that a stack writes what it has.
 * @param take the snapshot that it is for, by whose name it runs again for the next one
 */
export function quiesceScript(
  take: SnapshotToTake | undefined,
  { own, postgres, strict, ...rest }: QuiesceArgs,
): string {
  const values = {
    ...{ ...rest, postgres: postgres.join(" "), strict: strict ? "yes" : "no" },
    ...{ service: own?.service ?? "", command: own?.command ?? "" },
  };
  const lines = Object.entries(values).map(([name, value]) => `${name}=${quote(value)}\n`);
  return `# for ${take?.resource}\nholds=${quote(take?.holds ?? "")}\nbefore=${quote(take?.before ?? "")}\n${lines.join("")}${script}`;
}

/** What the script said. */
export interface Quiesced {
  /** By the host's clock; ISO 8601, UTC. */
  readonly takenAt: string;
  /** Whether the data are the next release's already. */
  readonly already: boolean;
}

/** Reads what the script printed. @throws when that is something else, with it */
export function quiesced(stdout: string): Quiesced {
  const [, takenAt, runs] = /^taken (\S+) (planned|already)$/m.exec(stdout) ?? [];
  if (!takenAt) throw new Error(`quiesce.sh: expected a line \`taken …\`, got ${JSON.stringify(stdout)}`);
  return { takenAt, already: runs === "already" };
}
