import { type CorpusFile, type Labelled, type Tier, tiers } from "./corpus.ts";

/** Answers which lines of a file have a secret, from 1. */
export type Finder = (file: CorpusFile) => Iterable<number> | Promise<Iterable<number>>;

export interface Score {
  /** Share of secrets found, from 0 to 1. */
  readonly found: Readonly<Record<Tier, number>>;
  /** Share of look-alikes taken for a secret. */
  readonly alarms: number;
  readonly missed: readonly string[];
  readonly cried: readonly string[];
  /** Findings on lines without a label. */
  readonly elsewhere: readonly string[];
}

/** Compares a finder's lines with the labels. */
export async function score(files: readonly CorpusFile[], finder: Finder): Promise<Score> {
  const counts = new Map<Labelled["label"], { all: number; hit: number }>();
  const [missed, cried, elsewhere]: [string[], string[], string[]] = [[], [], []];
  for (const file of files) {
    const lines = new Set(await finder(file));
    const tell = (line: number) => `${file.path}:${line}: ${file.content.split("\n")[line - 1]!.slice(0, 160)}`;
    for (const { line, label } of file.labels) {
      const count = counts.get(label) ?? { all: 0, hit: 0 };
      counts.set(label, count);
      count.all++;
      if (lines.delete(line)) {
        count.hit++;
        if (label === "no") cried.push(tell(line));
      } else if (label !== "no") missed.push(`${label} ${tell(line)}`);
    }
    elsewhere.push(...[...lines].map(tell));
  }
  const share = (label: Labelled["label"]) => (counts.get(label)?.hit ?? 0) / (counts.get(label)?.all ?? 1);
  const found = Object.fromEntries(tiers.map((tier) => [tier, share(tier)])) as Record<Tier, number>;
  return { found, alarms: share("no"), missed, cried, elsewhere };
}
