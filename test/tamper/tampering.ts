import type { Finding } from "../../live/finding.ts";

/** One change that somebody makes by hand on a host, and what must be told about it. */
export interface Tampering {
  /** In words: who looks at the table sees nothing else. */
  readonly title: string;
  /** What it touches: two of the same place are never done together, nor one in a place below another's. */
  readonly place: string;
  /** Done before and not looked at. Shell, in the folder that holds the stacks. */
  readonly given?: string;
  /** The change. Shell, in the folder that holds the stacks, as the user who deploys. */
  readonly script: string;
  /** Whether both are typed as root. @default false */
  readonly root?: boolean;
  /** The one finding. */
  readonly finding: {
    readonly kind: string;
    /** Absent for what belongs to no stack. */
    readonly stack?: string;
    readonly subject: string | RegExp;
    readonly observed?: RegExp;
    readonly action: RegExp;
  };
  /** For what an update leaves, as the action must say: the shell that undoes it, or true for the finding's own command. */
  readonly left?: string | true;
  /** More arguments of the `pulumi up` that repairs, as the action must say. @default none */
  readonly up?: readonly string[];
  /** Whether it must be tried by itself. @default false */
  readonly alone?: boolean;
  /** Whether it is in the short selection. @default false */
  readonly short?: boolean;
}

/** Something that happens on a host by itself, or that changes nothing. */
export interface Harmless {
  readonly title: string;
  readonly script: string;
  readonly root?: boolean;
  readonly short?: boolean;
}

/** What `pulumi up` repairs says so in these words. */
export const repaired = /^(?!.*removes nothing).*`pulumi up` (makes|puts|writes|starts|removes)/s;

/** A finding as a person tells two apart: when it was first seen does not count. */
export const key = ({ stack, kind, subject, observed }: Finding) => JSON.stringify([stack, kind, subject, observed]);

/**
 * Why what was found is not the one finding that was to be; undefined when it is.
 * @param before findings before the change
 * @param after findings after it
 */
export function mismatch(
  { finding: { kind, stack, subject, observed, action } }: Tampering,
  before: readonly Finding[],
  after: readonly Finding[],
): string | undefined {
  const [known, now] = [new Set(before.map(key)), new Set(after.map(key))];
  const added = after.filter((one) => !known.has(key(one)));
  const gone = before.filter((one) => !now.has(key(one)));
  const [one] = added;
  if (!one) return "nothing";
  if (added.length > 1) return `${added.length} findings: ${added.map(inShort).join("; ")}`;
  if (gone.length > 0) return `${inShort(one)}, in place of ${gone.map(inShort).join("; ")}`;
  const matches = (wanted: string | RegExp, got: string) =>
    typeof wanted === "string" ? wanted === got : wanted.test(got);
  if (one.kind !== kind || one.stack !== stack || !matches(subject, one.subject)) return inShort(one);
  if (observed && !observed.test(one.observed)) return inShort(one);
  return action.test(one.action) ? undefined : `the action ${one.action}`;
}

/** @example "shop: container web: stopped" */
export const inShort = ({ stack, host, kind, subject, observed }: Finding) =>
  `${stack ?? host}: ${kind} ${subject}: ${observed}`;

/** @example "shop: container web" */
export const wanted = ({ finding: { stack, kind, subject } }: Tampering) =>
  `${stack ?? "the host"}: ${kind} ${subject}`;

/**
 * Parts tamperings into rounds that are repaired together: no two of a round touch the same.
 */
export function rounds(all: readonly Tampering[]): Tampering[][] {
  const parts: Tampering[][] = [];
  for (const one of all) {
    const free = parts.find(
      (round) => !one.alone && round.every(({ place, alone }) => !alone && !touch(place, one.place)),
    );
    if (free) free.push(one);
    else parts.push([one]);
  }
  return parts;
}

const touch = (a: string, b: string) => `${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`);
