import { createHash } from "node:crypto";

/**
 * One value of `.env` as Docker Compose reads it. Single quotes keep everything as it is, but have no escape for a
 * quote or a final backslash; double quotes have escapes, `$` among them.
 */
function quote(value: string): string {
  return /['\\]/.test(value) ? `"${value.replace(/[\\"$]/g, "\\$&")}"` : `'${value}'`;
}

/**
 * The text of a stack's `.env`.
 * @param values secret name → value, each one line
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

/**
 * Compares the secrets a stack asks for with those the configuration has.
 * @returns problems, none of which holds a value
 */
export function secretProblems(
  stack: string,
  required: readonly string[],
  configured: Readonly<Record<string, string>>,
  file: string,
): string[] {
  const set = (name: string) => `pulumi config set --secret --path 'secrets.${stack}.${name}'`;
  return [
    ...required
      .filter((name) => !(name in configured))
      .map(
        (name) =>
          `${file}: seisei:secrets.${stack}.${name}: missing, stacks/${stack}/stack.yaml requires it; ${set(name)}`,
      ),
    ...Object.keys(configured)
      .filter((name) => !required.includes(name))
      .map(
        (name) =>
          `${file}: seisei:secrets.${stack}.${name}: not used by the release; remove it, or name it under \`secrets\` in stacks/${stack}/stack.yaml`,
      ),
    ...Object.entries(configured)
      .filter(([, value]) => /[\n\r\0]/.test(value))
      .map(([name]) => `${file}: seisei:secrets.${stack}.${name}: expected one line of text, got several`),
  ];
}
