interface Miss {
  readonly title: string;
  readonly expected: string;
  readonly got: string;
}

/** Counts what was found, repaired, and told without a reason. */
export class Score {
  readonly #found: boolean[] = [];
  readonly #repaired: boolean[] = [];
  readonly #alarms: boolean[] = [];
  readonly misses: Miss[] = [];

  /** @param got why it is not the one finding that was expected. @returns a line of progress */
  told(title: string, expected: string, got: string | undefined): string {
    this.#found.push(got === undefined);
    if (got !== undefined) this.missed(title, expected, got);
    return got === undefined ? `  found: ${title}` : `  MISSED: ${title}: ${got}`;
  }

  /** @param got why it is not repaired */
  repaired(title: string, got: string | undefined): void {
    this.#repaired.push(got === undefined);
    if (got !== undefined) this.missed(title, "nothing after the update", got);
  }

  /** @param got findings, in words; empty for none. @returns a line of progress */
  quiet(title: string, got: string): string {
    this.#alarms.push(got !== "");
    if (got !== "") this.missed(title, "nothing", got);
    return got === "" ? `  no finding: ${title}` : `  FALSE ALARM: ${title}: ${got}`;
  }

  missed(title: string, expected: string, got: string): void {
    this.misses.push({ title, expected, got });
  }

  /** The last line of the report. */
  get line(): string {
    const count = (all: readonly boolean[]) => `${all.filter(Boolean).length} of ${all.length}`;
    return `found ${count(this.#found)}, repaired ${count(this.#repaired)}, false alarms ${count(this.#alarms)}`;
  }

  /** What was missed, then the line. */
  get text(): string {
    const table = this.misses.map(
      ({ title, expected, got }) =>
        `${title}\n    expected  ${expected}\n    got       ${got.replaceAll("\n", "\n              ")}\n`,
    );
    return [...table, this.line].join("\n");
  }
}
