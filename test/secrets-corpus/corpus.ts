import { readFileSync } from "node:fs";
import { join } from "node:path";
import { valueMaker } from "./values.ts";

/** core: its form alone tells; context: the name beside it; hard: in arguments, defaults, comments, encodings, sentences. */
export const tiers = ["core", "context", "hard"] as const;
export type Tier = (typeof tiers)[number];

export interface Labelled {
  /** From 1. */
  readonly line: number;
  /** "no": looks like a secret and is none. */
  readonly label: Tier | "no";
  readonly kind: string;
}

export interface CorpusFile {
  readonly path: string;
  readonly content: string;
  readonly labels: readonly Labelled[];
}

const sets = [
  "compose-and-env",
  "code-and-shell",
  "config-and-data",
  "second-look",
  "third-look",
  "fourth-look",
  "fifth-look",
  "sixth-look",
];

/** The labelled files, of all sets or of some. Their secrets are drawn when they are read: none is in git. */
export function readCorpus(names: readonly string[] = sets): CorpusFile[] {
  return names.flatMap((name) =>
    readFileSync(join(import.meta.dirname, `${name}.corpus`), "utf8")
      .split(/^=== /m)
      .slice(1)
      .map(corpusFile),
  );
}

function corpusFile(section: string): CorpusFile {
  const [path = "", ...lines] = section.trimEnd().split("\n");
  const make = valueMaker(path);
  const labels: Labelled[] = [];
  const content = lines.map((written, index) => {
    const [text = "", mark] = written.split(" §");
    if (mark !== undefined) {
      const [label, kind] = mark.split(":") as [Labelled["label"], string];
      labels.push({ line: index + 1, label, kind });
    }
    return text.replace(/«([\w:]+)»/g, (_, form: string) => make(form));
  });
  return { path, content: `${content.join("\n")}\n`, labels };
}
