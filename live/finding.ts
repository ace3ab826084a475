import type { Difference } from "./compare.ts";

/** One thing on a host that is not as it was deployed: the same shape for a preview, a report, a page and a notification. */
export interface Finding {
  /** What sort of thing differs. @example "image", "file", "router" */
  readonly kind: string;
  /** An error stops or changes what users get; a warning is to be looked at. */
  readonly severity: "error" | "warning";
  /** The host's name in the configuration. */
  readonly host: string;
  /** Absent for what belongs to no stack. */
  readonly stack?: string;
  /** The thing itself: a service, a path, a router. */
  readonly subject: string;
  /** What the release has; long hashes by their first twelve digits. Never a secret. */
  readonly expected: string;
  /** What is there. Never a secret. */
  readonly observed: string;
  /** First seen, ISO 8601; absent where nothing remembers. */
  readonly since?: string;
  /** What is wrong, in words. */
  readonly message: string;
  /** What to do, in words. */
  readonly action: string;
  /** The command for it, where one does it. */
  readonly command?: string;
}

/** A finding before it is known where. */
export type Statement = Omit<Finding, "host" | "stack" | "since">;

/** The kind of a finding that says that something could not be checked: it is there, so that an update can mend it. */
export const notChecked = "not checked";

/** One line for a person: where, what and what to do. */
export function findingLine({ host, stack, message, action }: Finding): string {
  return `${stack ?? host}: ${message} — ${action}`;
}

/** What `pulumi up` does about it, with the other way out. */
export function repair(does: string, otherwise?: string): Pick<Statement, "action" | "command"> {
  return { action: `\`pulumi up\` ${does}${otherwise ? `; ${otherwise}` : ""}`, command: "pulumi up" };
}

/** For what no deploy brought, so that none removes it: it may be somebody's work. */
export function leftByUp(remove?: string): Pick<Statement, "action" | "command"> {
  const how = remove ? ` with \`${remove}\`` : "";
  return {
    action: `\`pulumi up\` removes nothing that it did not bring: commit it and tag a release, or remove it on the host${how}`,
    ...(remove ? { command: remove } : {}),
  };
}

/** A name that may hold line breaks, in a line. */
export const onOneLine = (name: string) => (/\p{Cc}/u.test(name) ? JSON.stringify(name) : name);

/** A difference with its values as a person reads them. */
export interface ReadableDifference {
  readonly kind: string;
  readonly name: string;
  readonly rest: readonly string[];
  readonly expected: string;
  readonly observed: string;
}

export function readable({ keys: [kind = "", name = "", ...rest], before, now }: Difference): ReadableDifference {
  return { kind, name, rest, expected: short(before), observed: short(now) };
}

/** Long hashes by their first twelve digits, enough to tell them apart and to find them. */
function short(value: unknown): string {
  if (value === undefined) return "nothing";
  return String(value)
    .replace(/^[0-9a-f]{64}(?= \(|$)/, "sha256:$&")
    .replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, "$1…");
}
