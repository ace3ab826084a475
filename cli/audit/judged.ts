import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Deployed, type Judged, judgeDeployed } from "./policies.ts";

/**
 * The answers of `judgeDeployed`, which the same rules give again for the same commits: those that there were are kept in
 * a file, so that a long history is judged once. Why something could not be judged is never kept.
 * @param file where they are kept; what is not readable there counts for nothing
 * @param rules hash of the rules; answers of others are dropped
 */
export async function judgeAll(
  project: string,
  wanted: readonly (Deployed | undefined)[],
  file: string,
  rules = rulesHash(),
): Promise<(Judged | undefined)[]> {
  const known = readKept(file, rules);
  const answers = new Map<Deployed, Judged>();
  for (const deployed of new Set(wanted)) {
    if (deployed === undefined) continue;
    answers.set(deployed, known[keyOf(deployed)] ?? (await judgeDeployed(project, deployed)));
  }
  const kept = [...answers].filter(([, answer]) => !("couldNot" in answer));
  write(file, { rules, answers: Object.fromEntries(kept.map(([deployed, answer]) => [keyOf(deployed), answer])) });
  return wanted.map((deployed) => deployed && answers.get(deployed));
}

const keyOf = ({ release, commit, pins, at }: Deployed) =>
  [release, commit, at.slice(0, 10), ...pins.flatMap((pin) => [pin.stack, pin.release, pin.commit])].join(" ");

function readKept(file: string, rules: string): Readonly<Record<string, Judged>> {
  try {
    const kept = JSON.parse(readFileSync(file, "utf8"));
    return kept.rules === rules ? kept.answers : {};
  } catch {
    return {}; // the first time, or a run that was killed
  }
}

function write(file: string, kept: object): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(kept)}\n`);
  renameSync(`${file}.${process.pid}`, file);
}

/** Of everything that a rule's answer comes from: the rules, what reads a release, and the packages they use. */
export function rulesHash(): string {
  const top = fileURLToPath(new URL("../..", import.meta.url));
  const hash = createHash("sha256");
  for (const room of ["policies", "release"]) {
    const files = readdirSync(join(top, room), { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
    for (const path of paths) hash.update(path.slice(top.length)).update(readFileSync(path));
  }
  return hash.update(readFileSync(join(top, "package.json"))).digest("hex");
}
