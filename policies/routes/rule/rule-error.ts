/** A rule that Traefik refuses. */
export class RuleError extends Error {
  override readonly name = "RuleError";
  /** Index in the rule. */
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** The rule's line with a caret under the place, each on a line of its own. */
export function caret(rule: string, at: number): string {
  const start = rule.lastIndexOf("\n", at - 1) + 1;
  const end = rule.indexOf("\n", at);
  const line = rule.slice(start, end < 0 ? undefined : end);
  return `    ${line.replaceAll("\t", " ")}\n    ${" ".repeat([...rule.slice(start, at)].length)}^`;
}
