import type { Format } from "./format.ts";

/** What the rules look at. */
export interface Source {
  /** The path; its name tells the format. */
  readonly file: string;
  readonly format: Format;
  readonly text: string;
}

/** A secret that a rule sees: where its value stands in the text. */
export interface Match {
  /** The rule, in kebab-case. */
  readonly rule: string;
  /** Offsets of the value alone, without its quotes; end is exclusive. */
  readonly start: number;
  readonly end: number;
  /** The name beside the value, when there is one. */
  readonly name?: string;
  /** The value begins with characters that everybody knows, such as `ghp_`, which may be shown. */
  readonly publicPrefix?: true;
}

/** A family of rules. */
export type Rules = (source: Source) => Match[];
