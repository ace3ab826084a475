import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { labDown, labName, labUp } from "../test/lab/lab.ts";

/** Runs a program in view of the person and ends this one when it fails. */
function must(program: string, ...args: string[]): void {
  const { status } = spawnSync(program, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** The stories against a real host: the shortest first, so that a fault shows early. */
function engineTests(): string[] {
  const first = ["lab", "images", "plugins", "live-state", "apply"];
  const rank = (file: string) => (first.indexOf(file.replace(".test.ts", "")) + 1 || first.length + 1) + file;
  return readdirSync("test/engine")
    .filter((file) => file.endsWith(".test.ts"))
    .sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
    .map((file) => `test/engine/${file}`);
}

/** Type check, lint, and every test, fast ones first, in a lab of its own that is gone afterwards. */
export async function run(args: string[]): Promise<void> {
  console.log("type check and lint");
  must("tsc", "--noEmit");
  must("biome", "check", "--error-on-warnings", ".");
  process.env.SEISEI_LAB ??= labName("test");
  const specs = args.length > 0 ? args : ["test/unit/**/*.test.ts", "test/program/**/*.test.ts", ...engineTests()];
  try {
    // Before Mocha's clock runs: on a new machine the hosts' root file systems and images are built first.
    await labUp({ hosts: 1, name: process.env.SEISEI_LAB, progress: (line) => console.log(line) });
    const { status } = spawnSync(
      "mocha",
      ["--reporter", "test/support/reporter.ts", "--no-config", "--timeout", "300000", "--slow", "60000", ...specs],
      { stdio: "inherit" },
    );
    process.exitCode = status ?? 1;
  } finally {
    await labDown(process.env.SEISEI_LAB);
  }
}
