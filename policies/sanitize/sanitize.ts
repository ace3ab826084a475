import type { Allow } from "../secrets/allow.ts";
import { placesOf, type SecretFinding } from "../secrets/find.ts";
import { masked } from "../secrets/wording.ts";
import { decode } from "./encoding.ts";
import { redactText } from "./redact.ts";
import { hasSameShape } from "./same-shape.ts";

export interface Sanitized {
  /** The secrets that were in the file, at their places before; never the secrets themselves. */
  readonly findings: readonly Omit<SecretFinding, "message">[];
  /** The file without them. Absent: there is nothing to change, or it cannot be done. */
  readonly content?: Buffer;
  /** Why it cannot be done, in words. */
  readonly problem?: string;
}

/**
 * A file without its secrets: their values become `REDACTED`, every other byte stays.
 * @param file its path; the name tells the format
 * @param allow what may stay
 * @returns undefined when the file is binary
 */
export function sanitize(file: string, content: Buffer, allow?: Allow): Sanitized | undefined {
  const decoded = decode(content);
  if (decoded === undefined) return;
  const { text, encode } = decoded;
  const redaction = redactText(file, text, allow);
  if (redaction === undefined)
    return { findings: [], problem: "what is found in it stays found, whatever is put in its place; edit it by hand" };
  if (redaction.secrets.length === 0) return { findings: [] };
  const place = placesOf(text);
  const findings = redaction.secrets.map((match) => ({
    file,
    ...place(match.start),
    rule: match.rule,
    masked: masked(match, text),
  }));
  if (!hasSameShape(file, text, redaction.text)) {
    const [first] = findings;
    const where = `first at ${first?.line}:${first?.column}`;
    return { findings, problem: `without its secrets it would have other keys (${where}); edit it by hand` };
  }
  return { findings, content: encode(redaction.text) };
}
