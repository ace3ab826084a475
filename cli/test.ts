import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { labDown, labName, labUp } from "../test/lab/lab.ts";

/** Runs a program in view of the person and ends this one when it fails. */
function must(program: string, ...args: string[]): void {
  const { status } = spawnSync(program, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

const workers = 2; // a story waits as long as it works; more of them need more processors than two

/** The stories against a real host: the basic ones first, so that a fault shows early, then the longest, so that none is left over. */
function engineTests(): string[] {
  const basic = ["lab", "plugins", "live-state", "apply"];
  const long = [
    "demo",
    "volume-restore",
    "snapshots",
    "tamper",
    "data-rollback",
    "data-volume",
    "database-dumps",
    "secrets",
  ];
  const first = [...basic, ...long];
  const rank = (file: string) => first.indexOf(file.replace(".test.ts", "")) + 1 || first.length + 1;
  return readdirSync("test/engine")
    .filter((file) => file.endsWith(".test.ts"))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((file) => `test/engine/${file}`);
}

/** Type check, lint, and every test, fast ones first, in labs of its own that are gone afterwards. */
export async function run(args: string[]): Promise<void> {
  console.log("type check and lint");
  must("tsc", "--noEmit");
  must("biome", "check", "--error-on-warnings", ".");
  process.env.SEISEI_LAB ??= labName("test");
  const labs = Array.from({ length: workers }, (_, worker) => `${process.env.SEISEI_LAB}-${worker}`);
  const specs = args.length > 0 ? args : ["test/unit/**/*.test.ts", "test/program/**/*.test.ts", ...engineTests()];
  try {
    // Before Mocha's clock runs: on a new machine the hosts' root file systems and images are built first.
    await labUp({ hosts: 1, name: labs[0]!, progress: (line) => console.log(line) });
    const sideBySide = ["--parallel", "--jobs", String(workers), "--require", "test/support/worker-lab.ts"];
    const options = ["--reporter", "test/support/reporter.ts", "--no-config", "--timeout", "300000", "--slow", "60000"];
    const { status } = spawnSync("mocha", [...sideBySide, ...options, ...specs], { stdio: "inherit" });
    process.exitCode = status ?? 1;
  } finally {
    for (const lab of labs) await labDown(lab);
  }
}
