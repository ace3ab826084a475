import { counts, type Row, type Session } from "./log.ts";

/** A rollback with data, from outside. Times in milliseconds. */
export interface Rollback {
  /** The restored point lies between the two. */
  readonly point: { readonly from: number; readonly until: number };
  /** When the rollback was begun. */
  readonly begun: number;
  /** The mark that was set after the point and before the rollback: only data that is given up has it. */
  readonly mark: number;
}

/** What is on the host afterwards. */
export interface Found {
  readonly rows: readonly Row[];
  /** Attachment → its SHA-256. */
  readonly attachments: ReadonlyMap<string, string>;
  /** What else is wrong, in words: the bulk of the data, what `pg_amcheck` says, the release. */
  readonly wrong: readonly string[];
}

/**
 * What is wrong with the data after a rollback, in words; nothing when every row that was committed before the restored
 * point is there with its attachment, and none that was committed after it.
 * @param sessions all of the writer's; those that ended before the restored point as they were left then
 */
export function judge(sessions: readonly Session[], rollback: Rollback, found: Found): string[] {
  const present = counts(found.rows);
  const known = new Set(sessions.map(({ id }) => id));
  const unknown = [...present.keys()]
    .filter((id) => !known.has(id))
    .map((id) => `session ${id}: rows that nobody wrote`);
  return [
    ...unknown,
    ...sessions.flatMap((session) => judgeSession(session, rollback, present.get(session.id) ?? 0)),
    ...gaps(found.rows),
    ...withoutAttachment(found),
    ...found.wrong,
  ];
}

function judgeSession(session: Session, rollback: Rollback, present: number): string[] {
  const { id, commits } = session;
  const { least, most } = bounds(session, rollback);
  if (present < least) {
    const { done } = commits[present]!;
    return [`session ${id}: row ${present + 1} of ${commits.length}, committed at ${clock(done)}, is lost`];
  }
  if (present > most) return [`session ${id}: row ${most + 1}, from after the restored point, is there`];
  return [];
}

/** How many rows of a session must be there, and how many may. The last one may be committed with nobody to hear of it. */
function bounds({ begun, mark, commits }: Session, rollback: Rollback): { least: number; most: number } {
  const last = commits.length + 1;
  const givenUp = begun < rollback.begun || mark >= rollback.mark;
  if (!givenUp) return { least: commits.length, most: last };
  const { from, until } = rollback.point;
  const least = commits.filter(({ done }) => done < from).length;
  const possible = commits.filter((commit) => commit.begun <= until).length;
  const unheard = possible === commits.length && (commits.at(-1)?.done ?? begun) <= until;
  return { least, most: unheard ? last : possible };
}

/** Rows are written one after the other: what is there must be the first ones. */
function gaps(rows: readonly Row[]): string[] {
  const highest = new Map<number, number>();
  for (const { session, number } of rows) highest.set(session, Math.max(number, highest.get(session) ?? 0));
  const present = counts(rows);
  return [...highest].flatMap(([session, last]) =>
    last === present.get(session)
      ? []
      : [`session ${session}: ${last - present.get(session)!} rows before row ${last} are missing`],
  );
}

function withoutAttachment({ rows, attachments }: Found): string[] {
  const wrong = rows.filter(({ session, number, sha256 }) => attachments.get(`${session}-${number}`) !== sha256);
  const [first] = wrong;
  return first ? [`${wrong.length} rows without their attachment, such as ${first.session}-${first.number}`] : [];
}

const clock = (time: number) => new Date(time).toISOString().slice(11, 23);

/** The log as the restored data has it: what the next rollback has to keep. */
export function settled(sessions: readonly Session[], rows: readonly Row[]): Session[] {
  const present = counts(rows);
  return sessions.map((session) => {
    const { commits, begun } = session;
    const count = present.get(session.id) ?? 0;
    const unheard = { begun, done: commits.at(-1)?.done ?? begun };
    return { ...session, commits: [...commits, unheard].slice(0, count) };
  });
}
