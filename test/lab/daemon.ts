import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** A process that outlives this one: its id and its start time, because ids are used again. */
interface Recorded {
  readonly pid: number;
  readonly started: string;
}

/** Starts a program in a session of its own, its output in `log`, and records it in `file`. */
export function startDaemon(
  file: string,
  log: string,
  program: string,
  args: string[],
  env: Record<string, string>,
): void {
  const output = openSync(log, "w");
  try {
    const child = spawn(program, args, {
      ...{ cwd: "/", detached: true, stdio: ["ignore", output, output] },
      env: { PATH: process.env.PATH, ...env },
    });
    child.on("error", () => {}); // seen below: no pid
    if (child.pid === undefined) throw new Error(`${program}: could not be started`);
    child.unref();
    writeFileSync(file, JSON.stringify({ pid: child.pid, started: startTime(child.pid) }));
  } finally {
    closeSync(output);
  }
}

/** The id of the process recorded in `file`, while that very process runs. */
export function daemonPid(file: string): number | undefined {
  try {
    const { pid, started } = JSON.parse(readFileSync(file, "utf8")) as Recorded;
    return startTime(pid) === started ? pid : undefined;
  } catch {
    return undefined; // no record, or one cut short by a crash: the record is written in one piece before anything else
  }
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
  const state = stat(pid)?.[0];
  return state !== undefined && state !== "Z";
}

const startTime = (pid: number) => stat(pid)?.[19];

/** The fields of `/proc/PID/stat` from the state on (proc(5)); the name before them may hold spaces. */
function stat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
