import { readdirSync, readFileSync } from "node:fs";

/** Notes the arguments of every process of this machine, those of the lab's hosts among them. */
export class ProcessList {
  readonly #seen = new Set<string>();
  readonly #timer = setInterval(() => this.#look(), 40);

  #look(): void {
    for (const entry of readdirSync("/proc")) {
      if (!/^\d+$/.test(entry)) continue;
      try {
        this.#seen.add(readFileSync(`/proc/${entry}/cmdline`, "utf8").replaceAll("\0", " "));
      } catch {} // it has ended
    }
  }

  /** @returns one text for each process that was seen */
  stop(): string[] {
    clearInterval(this.#timer);
    return [...this.#seen];
  }
}
