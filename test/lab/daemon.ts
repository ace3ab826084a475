import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Starts a program in a session of its own that outlives this process, with its output in `log`. It records itself in
 * `file` before it becomes the program, so that a crash here leaves no process without a record.
 */
export async function startDaemon(
  file: string,
  log: string,
  command: readonly string[],
  env: Record<string, string>,
): Promise<void> {
  const output = openSync(log, "w");
  const record = 'cat "/proc/$$/stat" >"$RECORD"; exec "$@"';
  const child = spawn("sh", ["-c", record, "sh", ...command], {
    cwd: "/",
    detached: true,
    stdio: ["ignore", output, output],
    env: { PATH: process.env.PATH, RECORD: file, ...env },
  });
  closeSync(output);
  child.unref();
  await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
  while (child.exitCode === null && daemonPid(file) !== child.pid) await sleep(5);
}

/** The id of the process recorded in `file`, while that very process runs. */
export function daemonPid(file: string): number | undefined {
  const recorded = readStat(file);
  if (recorded === undefined) return undefined;
  const pid = Number.parseInt(recorded.text, 10);
  const now = readStat(`/proc/${pid}/stat`);
  if (now === undefined || now.state === "Z") return undefined; // its parent may be slow to take note of its end
  return now.started === recorded.started ? pid : undefined; // ids are used again
}

/** The id of the process's only child: the first process inside its namespaces. */
export function daemonChild(file: string): number | undefined {
  const pid = daemonPid(file);
  if (pid === undefined) return undefined;
  try {
    const child = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0]);
    return child > 0 ? child : undefined;
  } catch {
    return undefined;
  }
}

/** Kills the recorded process. The kernel then ends everything in its process namespace. */
export async function killDaemon(file: string, whileWaiting: () => void = () => {}): Promise<void> {
  const pids = [daemonChild(file), daemonPid(file)].filter((pid) => pid !== undefined);
  for (const pid of pids) kill(pid);
  const deadline = Date.now() + 20_000;
  while (pids.some(exists)) {
    if (Date.now() > deadline) throw new Error(`process ${pids.join(", ")} (${file}): still there 20 s after SIGKILL`);
    whileWaiting();
    await sleep(20);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {} // it ended by itself
}

function exists(pid: number): boolean {
  const state = readStat(`/proc/${pid}/stat`)?.state;
  return state !== undefined && state !== "Z";
}

/** State and start time of a process, from its `/proc/PID/stat` or a copy (proc(5)); the name before them may hold spaces. */
function readStat(file: string): { text: string; state: string; started: string } | undefined {
  try {
    const text = readFileSync(file, "utf8");
    const [state, ...more] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const started = more[18];
    return state && started ? { text, state, started } : undefined;
  } catch {
    return undefined; // no such process, or no record
  }
}
