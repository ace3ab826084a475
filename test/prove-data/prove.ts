import { setTimeout as sleep } from "node:timers/promises";
import { Seeded } from "../support/seeded.ts";
import { judge } from "./judge.ts";
import type { ProofStack, Times } from "./proof-stack.ts";
import { ProofScore } from "./score.ts";
import { Writer } from "./writer.ts";

/**
 * Goes to the next release and back with the data, again and again, while a writer writes; then the same with the engine
 * killed in the middle and one more update.
 * @param seed chooses the moments
 */
export async function prove(
  stack: ProofStack,
  { runs, seed }: { runs: number; seed: number },
  progress: (line: string) => void,
): Promise<ProofScore> {
  const score = new ProofScore(runs);
  const writer = new Writer(stack.host);
  const random = new Seeded(seed);
  try {
    for (let mark = 1; mark <= 2 * runs; mark++) {
      const killed = mark > runs;
      const after = killed ? (score.fastest * random.below(900)) / 1000 : undefined;
      const number = killed ? mark - runs : mark;
      const title = killed ? `run ${number}, killed after ${after!.toFixed(1)} s` : `run ${number}`;
      progress(score.add(title, killed, await attempt(stack, writer, { mark, random, after })));
    }
  } finally {
    await writer.stop();
    writer.remove();
  }
  return score;
}

interface Moment {
  readonly mark: number;
  readonly random: Seeded;
  /** Seconds from the start of the update until the engine is killed. Absent: it is not. */
  readonly after: number | undefined;
}

/** What came of one rollback. */
export interface Outcome {
  /** In words; none when everything is as it should be. */
  readonly problems: readonly string[];
  readonly times?: Times | undefined;
  /** Commits that were given up, and all that were kept. */
  readonly commits?: { readonly givenUp: number; readonly kept: number };
}

async function attempt(stack: ProofStack, writer: Writer, { mark, random, after }: Moment): Promise<Outcome> {
  try {
    await writer.start();
    await sleep(random.below(2000));
    const point = await stack.upgrade();
    await stack.mark(mark);
    await sleep(random.below(3000));
    const rollback = { point, begun: Date.now(), mark };
    const times = after === undefined ? await stack.rollback() : undefined;
    if (after !== undefined) await stack.killedRollback(after);
    await writer.wrote();
    await writer.stop();
    const found = await stack.read();
    const problems = judge(writer.sessions, rollback, found);
    const written = writer.sessions.reduce((sum, { commits }) => sum + commits.length, 0);
    writer.settle(found.rows);
    await stack.tidy();
    return { problems, times, commits: { givenUp: written - found.rows.length, kept: found.rows.length } };
  } catch (error) {
    await writer.stop();
    // The next one begins with what is there, whatever that is.
    const found = await stack.read().catch(() => undefined);
    if (found) writer.settle(found.rows);
    return { problems: [(error as Error).message] };
  }
}
