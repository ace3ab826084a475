/**
 * Tells on stderr what is still being waited for, once it takes longer than two seconds.
 * @param verb what is being done, such as "reading"
 */
export class Progress {
  readonly #pending = new Set<string>();
  readonly #verb: string;
  #timer: NodeJS.Timeout | undefined;

  constructor(verb: string) {
    this.#verb = verb;
  }

  /** Runs the work under a name; the name is told while it lasts. */
  async of<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#pending.add(name);
    this.#timer ??= setTimeout(() => this.#tell(), 2000).unref();
    try {
      return await work();
    } finally {
      this.#pending.delete(name);
      if (this.#pending.size === 0) {
        clearTimeout(this.#timer);
        this.#timer = undefined;
      }
    }
  }

  #tell(): void {
    console.error(`${this.#verb} ${[...this.#pending].join(", ")} …`);
    this.#timer = setTimeout(() => this.#tell(), 10_000).unref();
  }
}
