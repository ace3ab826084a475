import { UserError } from "../release/errors.ts";
import { labDown, labName, labUp } from "../test/lab/lab.ts";
import { ProofStack } from "../test/prove-data/proof-stack.ts";
import { prove } from "../test/prove-data/prove.ts";
import { readOptions, type Usage } from "./shared/options.ts";

export const usage = {
  forms: [
    "make prove-data RUNS=20 SIZE=2048",
    "make prove-data RUNS=20 SIZE=2048 SEED=7      the same moments again",
    "make prove-data DUMPS=1                       with dumps in place of snapshots",
  ],
  text: `Proves on a host in miniature that a rollback with data restores it. A stack with PostgreSQL and a filestore goes to a new
release and back, RUNS times, while a writer never stops, whose log is kept outside: every row from before the restored
point is there, none from after it, no gap, \`pg_amcheck\` finds nothing, each attachment that a row names is there. Then
RUNS times more with the engine killed in the middle of the rollback and one more update. In a lab of its own that is gone
afterwards. Exit code 1 when one of them was not restored.`,
  options: {
    runs: { value: "NUMBER", text: "rollbacks of each kind; 3 without it" },
    size: { value: "MB", text: "of rows to begin with; 256 without it" },
    dumps: { text: "the data kept as dumps of the databases, in place of snapshots of the volume that all data is on" },
    seed: { value: "NUMBER", text: "of the random moments; another one each time without it" },
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** `make prove-data`. */
export async function run(args: string[]): Promise<void> {
  const { runs, size, seed, dumps } = readOptions("prove-data", usage, args);
  const chosen = {
    runs: wholeNumber("RUNS", runs, 3),
    size: wholeNumber("SIZE", size, 256),
    seed: wholeNumber("SEED", seed, 1 + Math.floor(Math.random() * 1e6)),
  };
  process.env.SEISEI_LAB ??= labName("prove");
  const progress = (line: string) => console.error(line);
  progress(`${chosen.runs} runs of each kind with ${chosen.size} MB, seed ${chosen.seed}`);
  try {
    const lab = await labUp({ storage: !dumps, progress });
    const data = { megabytes: chosen.size, kept: dumps ? "dumps" : "snapshots" } as const;
    const stack = await ProofStack.create(lab, data, progress);
    try {
      const score = await prove(stack, chosen, progress);
      console.log(score.text);
      process.exitCode = score.complete ? 0 : 1;
    } finally {
      await stack.remove();
    }
  } finally {
    await labDown(process.env.SEISEI_LAB);
  }
}

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new UserError(`${name}: expected a whole number from 1 to 9999999, got ${text}; correct it`);
}
