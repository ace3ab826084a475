import { setTimeout as sleep } from "node:timers/promises";
import type { LabHost } from "../lab/lab.ts";
import { extras, type Measure, operations } from "./operations.ts";
import type { Results } from "./results.ts";

const titles = { ...operations, ...extras };

/** What the host has counted so far. */
interface Counters {
  readonly connections: number;
  /** The newest process number; threads get numbers too. */
  readonly newest: number;
}

/** Runs operations on one host, one at a time, and keeps what each cost. */
export class Recorder {
  readonly results: Results;
  readonly host: LabHost;
  readonly #progress: (line: string) => void;
  #highest = 0; // process number at which the host begins again at a low one
  #look = 0; // processes and threads that one look at the counters starts
  #idle = 0; // and those that the host starts in a second while nothing is done

  constructor(results: Results, host: LabHost, progress: (line: string) => void) {
    this.results = results;
    this.host = host;
    this.#progress = progress;
  }

  /** Finds out what the host starts by itself, with the containers it has now. */
  async settle(): Promise<void> {
    this.#highest = Number((await this.host.run("cat /proc/sys/kernel/pid_max")).stdout);
    const seconds = 3;
    const [first, second] = [await this.#counters(), await this.#counters()];
    this.#look = this.#started(first, second);
    await sleep(seconds * 1000);
    this.#idle = (this.#started(second, await this.#counters()) - this.#look) / seconds;
  }

  /**
   * Times `work`, then lets `verify` look at the host.
   * @throws an error when `verify` finds the host in another state than the operation should leave: the bench then fails
   */
  async measure(measure: Measure, stacks: number, work: () => Promise<unknown>, verify: () => Promise<void>) {
    const before = await this.#counters();
    const from = performance.now();
    await work();
    const seconds = (performance.now() - from) / 1000;
    const after = await this.#counters();
    await verify();
    const started = Math.max(0, this.#started(before, after) - this.#look - this.#idle * seconds);
    this.record(measure, stacks, seconds, after.connections - before.connections, started);
  }

  /** Keeps a duration that was measured elsewhere. */
  record(measure: Measure, stacks: number, seconds: number, connections = Number.NaN, started = Number.NaN): void {
    this.results.add(measure, stacks, { seconds, connections, started });
    this.#progress(`${String(stacks).padStart(2)}  ${seconds.toFixed(2).padStart(6)} s  ${titles[measure]}`);
  }

  async #counters(): Promise<Counters> {
    const connections = await this.host.connections();
    return { connections, newest: Number((await this.host.run("echo $$")).stdout) };
  }

  #started(before: Counters, after: Counters): number {
    return (after.newest - before.newest + this.#highest) % this.#highest;
  }
}
