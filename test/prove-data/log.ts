/** A commit that was acknowledged outside the host. Times in milliseconds. */
export interface Commit {
  readonly begun: number;
  readonly done: number;
}

/** One connection of the writer, from its start to its end: the number of a commit is its place, from 1. */
export interface Session {
  readonly id: number;
  readonly begun: number;
  /** The newest mark that it found in the database. */
  mark: number;
  readonly commits: Commit[];
}

/** A row as it is in the database afterwards. */
export interface Row {
  readonly session: number;
  readonly number: number;
  readonly sha256: string;
}

/** Takes what the writer printed into its session. @throws Error for a line that is none of the writer's */
export function take(session: Session, line: string): void {
  const [first, second, third] = line.split(" ");
  if (first === "mark") session.mark = Number(second);
  else if (Number(first) !== session.commits.length + 1) throw new Error(`the writer printed ${JSON.stringify(line)}`);
  else session.commits.push({ begun: Number(second), done: Number(third) });
}

/** How many rows of each session there are; session → count. */
export function counts(rows: readonly Row[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const { session } of rows) found.set(session, (found.get(session) ?? 0) + 1);
  return found;
}
