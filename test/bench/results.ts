import { type Measure, type Operation, operations, type Sample } from "./operations.ts";

/** The middle value; the mean of the two middle ones when there is an even number. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** All samples of a run of the bench, by measure and number of stacks. */
export class Results {
  readonly #samples = new Map<string, Sample[]>();

  add(measure: Measure, stacks: number, sample: Sample): void {
    const key = `${measure} ${stacks}`;
    this.#samples.set(key, [...(this.#samples.get(key) ?? []), sample]);
  }

  /** The median of one column; NaN when it was not measured. */
  median(measure: Measure, stacks: number, column: keyof Sample = "seconds"): number {
    return median((this.#samples.get(`${measure} ${stacks}`) ?? []).map((sample) => sample[column]));
  }

  /** What `dist/bench.json` holds: seconds by operation and number of stacks, and the SSH connections likewise. */
  summary(sizes: readonly number[]): Record<string, unknown> {
    const table = (column: keyof Sample, digits: number) => {
      const row = (operation: Operation) =>
        Object.fromEntries(sizes.map((size) => [size, Number(this.median(operation, size, column).toFixed(digits))]));
      return Object.fromEntries((Object.keys(operations) as Operation[]).map((name) => [name, row(name)]));
    };
    return { ...table("seconds", 3), connections: table("connections", 1) };
  }
}
