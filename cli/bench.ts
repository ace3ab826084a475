import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../release/errors.ts";
import { installAnsible } from "../test/bench/ansible-install.ts";
import { goals, goalsText } from "../test/bench/goals.ts";
import { Recorder } from "../test/bench/recorder.ts";
import { Results } from "../test/bench/results.ts";
import { Scenario } from "../test/bench/scenario.ts";
import { notes, tableText } from "../test/bench/table.ts";
import { labDown, labName, labUp } from "../test/lab/lab.ts";

/** Positive whole numbers from an environment variable. */
function numbers(variable: string, otherwise: string): number[] {
  const values = (process.env[variable] ?? otherwise).split(",").map(Number);
  if (!values.every((value) => Number.isInteger(value) && value > 0)) {
    throw new UserError(`${variable}: expected whole numbers above 0, got ${process.env[variable]}`);
  }
  return values;
}

/**
 * Measures this project beside other ways to do the same work, in a lab of its own that is gone afterwards. Prints a
 * table and the figures to reach, and writes the medians to `dist/bench.json`.
 *
 * Round 1 of everything, then round 2 of everything: what else the machine does hits all ways alike. `REPEAT=1` and
 * `STACKS=1` make a quick try; the figures to reach are about `STACKS=1,10` and at least 5 rounds.
 */
export async function run(): Promise<void> {
  const [rounds = 5] = numbers("REPEAT", "5");
  const sizes = numbers("STACKS", "1,10");
  const progress = (line: string) => console.error(line);
  process.env.SEISEI_LAB ??= labName("bench");
  const temporary = mkdtempSync(join(tmpdir(), "bench-"));
  process.env.TMPDIR = temporary; // one folder to remove, whatever was begun in it
  try {
    const lab = await labUp({ progress });
    const ansible = await installAnsible(progress);
    const host = lab.hosts[0]!;
    await host.reset();
    const results = new Results();
    const recorder = new Recorder(results, host, progress);
    const scenarios: Scenario[] = [];
    for (const size of sizes) scenarios.push(await Scenario.create(lab, host, size, ansible));
    for (let round = 1; round <= rounds; round++) {
      progress(`round ${round} of ${rounds}: stacks, time, operation`);
      for (const scenario of scenarios) await scenario.round(recorder);
    }
    mkdirSync("dist", { recursive: true });
    writeFileSync("dist/bench.json", `${JSON.stringify(results.summary(sizes), undefined, 2)}\n`);
    console.log(`\n${tableText(results, sizes)}\n\n${notes}\n\n${goalsText(goals(results))}`);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
    await labDown(process.env.SEISEI_LAB);
  }
}
