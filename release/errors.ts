/** A mistake the user can correct. Shown as its message alone, without a stack; the command line exits with 2. */
export class UserError extends Error {
  override readonly name = "UserError";
}

/** Throws one `UserError` with every problem on a line of its own, the same one once, or returns when there is none. */
export function throwProblems(problems: readonly string[]): void {
  if (problems.length > 0) throw new UserError([...new Set(problems)].join("\n"));
}
