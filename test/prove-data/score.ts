import type { Outcome } from "./prove.ts";
import type { Times } from "./proof-stack.ts";

/** Counts the rollbacks after which all data was as it should be. */
export class ProofScore {
  readonly #runs: number;
  readonly #good = { plain: 0, killed: 0 };
  readonly #times: Times[] = [];

  /** @param runs how many of each kind there are to be */
  constructor(runs: number) {
    this.#runs = runs;
  }

  /** @returns a line for the person who waits */
  add(title: string, killed: boolean, { problems, times, commits }: Outcome): string {
    if (problems.length === 0) this.#good[killed ? "killed" : "plain"]++;
    if (times) this.#times.push(times);
    const took = times ? `${times.seconds.toFixed(1)} s, without an answer ${times.downtime.toFixed(1)} s; ` : "";
    const rows = commits ? `${commits.kept} rows kept, ${commits.givenUp} given up: ` : "";
    return `${title}: ${took}${rows}${problems.length === 0 ? "as it should be" : `WRONG\n  ${problems.join("\n  ")}`}`;
  }

  /** Seconds that the shortest update took. */
  get fastest(): number {
    return Math.min(...this.#times.map(({ update }) => update), 60);
  }

  get complete(): boolean {
    return this.#good.plain === this.#runs && this.#good.killed === this.#runs;
  }

  /** The figures, then the line. */
  get text(): string {
    const of = (pick: (times: Times) => number) => {
      const all = this.#times.map(pick).sort((a, b) => a - b);
      return `${all[Math.floor(all.length / 2)]!.toFixed(1)} s, at most ${all.at(-1)!.toFixed(1)} s`;
    };
    const figures =
      this.#times.length > 0
        ? `rollback with data: median ${of(({ seconds }) => seconds)}\nwithout an answer: median ${of(({ downtime }) => downtime)}\n`
        : "";
    const { plain, killed } = this.#good;
    return `${figures}restored ${plain} of ${this.#runs}, after kills ${killed} of ${this.#runs}`;
  }
}
