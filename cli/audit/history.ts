import { UserError } from "../../release/errors.ts";

/** One operation of the engine on the stack: an update, or a refresh, destroy, import… */
export interface Operation {
  readonly kind: string;
  /** ISO 8601, UTC. */
  readonly start: string;
  /** ISO 8601, UTC. Absent while it runs, or when it was killed. */
  readonly end?: string;
  readonly result: "succeeded" | "failed" | "in progress";
  /** What `pulumi up -m` was given; whatever a person typed. */
  readonly message?: string;
  /** What the configuration asked for; absent where it says nothing. */
  readonly release?: string;
  readonly pins: Readonly<Record<string, string>>;
  /** Commit of the checkout that the program ran from. */
  readonly program?: string;
  /** Whether that checkout had changes without a commit. */
  readonly dirty: boolean;
  /** How many resources were created, updated, replaced or deleted. */
  readonly changes: number;
}

interface Value {
  readonly value?: unknown;
  readonly objectValue?: unknown;
  readonly secret?: unknown;
}

/**
 * Reads `pulumi stack history --json --full-dates`, the oldest operation first. Of the configuration nothing but release
 * and pins is taken.
 * @throws UserError when it is not a history
 */
export function parseHistory(text: string): Operation[] {
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch {
    // told below
  }
  if (!Array.isArray(entries)) {
    throw new UserError("pulumi stack history: expected a JSON list, got something else; try it by hand with --json");
  }
  return entries.map(operation).sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
}

// biome-ignore lint/suspicious/noExplicitAny: the engine's JSON, each field checked or turned to text
function operation(entry: any): Operation {
  const { environment = {}, resourceChanges = {} } = entry;
  const release = plain(entry.config?.["seisei:release"]);
  const changed = Object.entries<number>(resourceChanges).filter(
    ([kind]) => !["same", "read", "refresh"].includes(kind),
  );
  return {
    kind: String(entry.kind),
    start: new Date(entry.startTime).toISOString(),
    ...(entry.endTime ? { end: new Date(entry.endTime).toISOString() } : {}),
    result: entry.result === "succeeded" || entry.result === "failed" ? entry.result : "in progress",
    // Without the flag the engine writes down the last commit of the checkout, which need not be what is deployed.
    ...(environment["pulumi.flag.message"] && entry.message ? { message: String(entry.message) } : {}),
    ...(typeof release === "string" ? { release } : {}),
    pins: pinsOf(plain(entry.config?.["seisei:pins"])),
    ...(environment["git.head"] ? { program: String(environment["git.head"]) } : {}),
    dirty: environment["git.dirty"] === "true",
    changes: changed.reduce((sum, [, count]) => sum + count, 0),
  };
}

function plain(value: Value | undefined): unknown {
  return value === undefined || value.secret === true ? undefined : (value.objectValue ?? value.value);
}

function pinsOf(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([stack, release]) => [stack, String(release)]));
}
