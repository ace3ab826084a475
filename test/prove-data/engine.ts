import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Workspace } from "../lab/workspace.ts";

/** `pulumi up` that is killed with everything that it started, as when its machine loses power. @returns whether it was in time */
export async function upKilledAfter(workspace: Workspace, milliseconds: number): Promise<boolean> {
  const env = { ...process.env, ...workspace.environment };
  const words = ["up", "--yes", "--skip-preview", "--non-interactive"];
  const engine = spawn("pulumi", words, { cwd: workspace.folder, env, stdio: "ignore", detached: true });
  const ended = new Promise<void>((resolve, reject) => engine.on("error", reject).on("close", () => resolve()));
  await Promise.race([ended, sleep(milliseconds)]);
  if (engine.exitCode !== null) return false;
  // Its plugins are in groups of their own.
  for (const pid of [engine.pid!, ...descendants(engine.pid!)]) kill(pid);
  await ended;
  return true;
}

function descendants(of: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const parent = Number(readFileSync(`/proc/${entry}/stat`, "utf8").split(") ").at(-1)!.split(" ")[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
    } catch {} // it has ended
  }
  const found: number[] = [];
  for (const pid of [of]) collect(pid);
  return found;

  function collect(pid: number): void {
    for (const child of children.get(pid) ?? []) {
      found.push(child);
      collect(child);
    }
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {} // it has ended
}
