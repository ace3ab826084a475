import type { Finding } from "../../live/finding.ts";
import { Score } from "./score.ts";
import type { TamperedHost } from "./tampered-host.ts";
import { type Harmless, inShort, key, mismatch, rounds, type Tampering, wanted } from "./tampering.ts";

/** What happened to one tampering of a round. */
interface Tried {
  readonly tampering: Tampering;
  /** Absent when it was not found as it should be. */
  readonly finding?: Finding;
}

/**
 * Does each change on the host, looks at what is told about it alone, and repairs those of a round with one update.
 * @param progress takes one line for each change
 */
export async function runSuite(
  host: TamperedHost,
  tamperings: readonly Tampering[],
  harmless: readonly Harmless[],
  progress: (line: string) => void,
): Promise<Score> {
  const score = new Score();
  const clean = (await host.pending()) ?? (await host.findings()).map(inShort).join("; ");
  if (clean !== "") throw new Error(`not clean after the deployment: ${clean}`);
  for (const { title, script, root } of harmless) {
    await host.type(script, root);
    progress(score.quiet(title, (await host.findings()).map(inShort).join("; ")));
  }
  const all = rounds(tamperings);
  for (const [index, round] of all.entries()) {
    progress(`round ${index + 1} of ${all.length}`);
    await oneRound(host, round, score, progress);
  }
  return score;
}

async function oneRound(
  host: TamperedHost,
  round: readonly Tampering[],
  score: Score,
  progress: (line: string) => void,
): Promise<void> {
  const tried: Tried[] = [];
  let before = await host.findings();
  for (const tampering of round) {
    const { title, given, script, root } = tampering;
    if (given) {
      await host.type(given, root);
      before = await host.findings();
    }
    const failed = await host.type(script, root).catch((error: Error) => error.message);
    const after = await host.findings();
    const got = failed || mismatch(tampering, before, after);
    const known = new Set(before.map(key));
    const finding = after.find((one) => !known.has(key(one)));
    tried.push({ tampering, ...(got === undefined && finding ? { finding } : {}) });
    progress(score.told(title, wanted(tampering), got));
    before = after;
  }
  const failed = await host.up(round.flatMap(({ up = [] }) => up));
  const remaining = new Set((await host.findings()).map(key));
  for (const { tampering, finding } of tried) {
    const { title, left, root } = tampering;
    if (left === undefined) continue;
    if (finding && !remaining.has(key(finding))) {
      score.missed(title, "still told after the update, which does not repair it", "nothing");
    }
    const undo = left === true ? finding?.command : left;
    if (undo) await host.type(undo, root);
  }
  const rest = (await host.findings()).map(inShort).join("; ");
  const wrong = failed ?? (rest || (await host.pending()));
  for (const { tampering, finding } of tried) {
    if (tampering.left !== undefined) continue;
    const gone = finding !== undefined && !remaining.has(key(finding));
    score.repaired(tampering.title, gone && !wrong ? undefined : (wrong ?? "the finding is still there"));
  }
  progress(`  repaired with one update: ${wrong ? `no: ${wrong}` : "yes, the next preview is clean"}`);
}
