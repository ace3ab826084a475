import { createHash } from "node:crypto";
import type { StackRelease } from "../release/release.ts";

/**
 * One value of `.env` as Docker Compose reads it, on one line. Single quotes keep everything as it is, but have no escape
 * for a quote or a final backslash; double quotes have escapes, `$` among them.
 */
function quote(value: string): string {
  if (!/['\\\n\r]/.test(value)) return `'${value}'`;
  const escaped = value
    .replace(/[\\"$]/g, "\\$&")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
  return `"${escaped}"`;
}

/**
 * The text of a stack's `.env`.
 * @param values secret name → value
 */
export function environmentText(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${quote(value)}\n`)
    .join("");
}

/** Of the `.env` text, hex: what the host's file is compared with, so that its content never travels. */
export function environmentHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** What the problems of a stack's secrets are told with. */
export interface ConfiguredSecrets {
  /** Secret name → value. */
  readonly values: Readonly<Record<string, string>>;
  /** Secret name → where its value stands in a release, `file:line of tag`. */
  readonly inGit?: ReadonlyMap<string, string> | undefined;
  /** `file:line` of a secret in the configuration. */
  place(name: string): string;
}

/**
 * Compares the secrets a stack asks for with those the configuration has.
 * @returns problems, none of which holds a value
 */
export function secretProblems(
  { name: stack, definition, whereIs }: Pick<StackRelease, "name" | "definition" | "whereIs">,
  { values, inGit, place }: ConfiguredSecrets,
): string[] {
  const required = definition.secrets;
  const key = (name: string) => `secrets.${stack}.${name}`;
  const at = (name: string) => `${place(name)}: seisei:${key(name)}:`;
  const set = (name: string) => `\`pulumi config set --secret --path '${key(name)}'\``;
  return [
    ...required.flatMap((name, index) =>
      name in values ? [] : [`${at(name)} missing, ${whereIs("secrets", index)} requires it; ${set(name)}`],
    ),
    ...Object.entries(values).flatMap(([name, value]) => {
      if (!required.includes(name)) {
        return [
          `${at(name)} not used by the release; \`pulumi config rm --path '${key(name)}'\`, or name it under \`secrets\` at ${whereIs("secrets")}`,
        ];
      }
      if (value === "") return [`${at(name)} expected a value, got an empty text; ${set(name)}`];
      if (value.includes("\0")) {
        return [
          `${at(name)} expected text, got a value with a NUL character, which no variable can hold; ${set(name)}`,
        ];
      }
      const found = inGit?.get(name);
      if (found === undefined) return [];
      return [
        `${at(name)} its value stands in git too, at ${found}, so every clone has it; write \`\${${name}}\` there, and set another value: ${set(name)}`,
      ];
    }),
  ];
}
