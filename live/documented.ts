import { quote } from "./session.ts";

/** What can be documented as meant to be on a host although no release has it. */
export const documentedKinds = ["container", "project", "network", "volume", "router", "folder", "file"] as const;
export type DocumentedKind = (typeof documentedKinds)[number];

/** A thing of a host that is no finding. */
export interface Documented {
  readonly kind: DocumentedKind;
  /** Its name; `*` stands for any characters. @example "debug-*" */
  readonly name: string;
  /** Why it is there. */
  readonly reason: string;
}

/** Whether a thing of this kind and name is meant to be there. */
export function isDocumented(documented: readonly Documented[], kind: DocumentedKind, name: string): boolean {
  return documented.some((one) => one.kind === kind && matches(one.name, name));
}

function matches(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s").test(name);
}

/** How to document a thing, in words that go on after "if it is meant". */
export function howToDocument(host: string, kind: DocumentedKind, name: string): string {
  const key = `hosts.${host}.documented[0]`;
  return (
    `document it with \`pulumi config set --path '${key}.${kind}' ${word(name)}\` and ` +
    `\`pulumi config set --path '${key}.reason' "…"\` ([0] or the next free number)`
  );
}

/** One word for a shell, as short as it may be. */
export const word = (name: string) => (/^[\w./:@%+,-]+$/.test(name) ? name : quote(name));
