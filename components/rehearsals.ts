import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../release/errors.ts";

/** The folder of the records, below the project; `make rehearse` writes one file a rehearsal. */
export const rehearsalsFolder = join("audit", "rehearsals");

/** What a rollback changes: stack → `contentHash` of what it runs before and after. Stacks that stay are not in it. */
export type Moved = Readonly<Record<string, { readonly from: string; readonly to: string }>>;

/** A release's tag and its commit. */
export interface Tagged {
  readonly release: string;
  readonly commit: string;
}

/** A rollback that was done in the lab: the content of a file in `audit/rehearsals/`. */
export interface Rehearsal {
  /** When it began: ISO 8601, UTC. */
  readonly at: string;
  /** Person and machine. */
  readonly by: string;
  readonly from: Tagged;
  readonly to: Tagged;
  /** The one stack that went back. Absent: all that differ. */
  readonly stack?: string;
  /** Whether data went back, too. */
  readonly data: boolean;
  readonly moved: Moved;
  readonly result: "succeeded" | "failed";
  /** From the first command to the end of the update. */
  readonly seconds: number;
  /** Stack → seconds between the last answer and the first one, seen from outside; null where it has no address to ask. */
  readonly downtime: Readonly<Record<string, number | null>>;
  /** What was there to do it on. */
  readonly lab: {
    readonly hosts: readonly string[];
    /** Every stack that ran. */
    readonly stacks: readonly string[];
    /** Name and tag → the digest that the lab's own registry has for it. */
    readonly images: Readonly<Record<string, string>>;
    /** Commit of the checkout with the program. */
    readonly program: string;
  };
}

/** The records, the oldest first. @throws UserError with the file's name when one cannot be read */
export function readRehearsals(project: string): Rehearsal[] {
  const folder = join(project, rehearsalsFolder);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.sort().map((name) => {
    try {
      return JSON.parse(readFileSync(join(folder, name), "utf8"));
    } catch (error) {
      throw new UserError(
        `${join(rehearsalsFolder, name)}: expected a record of \`make rehearse\`, got ${(error as Error).message}; \`git checkout\` brings it back`,
      );
    }
  });
}

/** The last rehearsal of just this: the same stacks, from the same content to the same, with data or without. */
export function lastRehearsal(all: readonly Rehearsal[], moved: Moved, data: boolean): Rehearsal | undefined {
  return all.findLast((one) => one.data === data && sameMoves(one.moved, moved));
}

function sameMoves(a: Moved, b: Moved): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => a[name]?.from === b[name]?.from && a[name]?.to === b[name]?.to);
}

/** @example "was rehearsed last on 2026-11-20 12:00 UTC, in 18 s; without an answer: shop 5.4 s" */
export function rehearsedText(rehearsal: Rehearsal | undefined): string {
  if (!rehearsal) return "was never rehearsed";
  const { at, result, seconds, downtime } = rehearsal;
  const when = `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
  if (result === "failed") return `failed when it was rehearsed last, on ${when}`;
  const measured = Object.entries(downtime).filter((one): one is [string, number] => one[1] !== null);
  const silent = measured.filter(([, time]) => time > 0).map(([stack, time]) => `${stack} ${time.toFixed(1)} s`);
  const without = measured.length === 0 ? "not measured" : silent.join(", ") || "none";
  return `was rehearsed last on ${when}, in ${Math.round(seconds)} s; without an answer: ${without}`;
}
