import { existsSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const mountPoint = "/sys/fs/cgroup";

/** Where the group `name` is: once in the unified hierarchy, or once per controller of version 1. */
function groups(name: string): string[] {
  const hierarchies = existsSync(join(mountPoint, "cgroup.controllers")) ? ["."] : readdirSync(mountPoint);
  return hierarchies.map((hierarchy) => join(mountPoint, hierarchy, name)).filter((folder) => existsSync(folder));
}

/** A group and the groups below it, deepest first. */
function tree(folder: string): string[] {
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...below.flatMap((entry) => tree(join(folder, entry.name))), folder];
}

/** Lets paused processes run on: a frozen process does not even die of SIGKILL. */
export function thaw(name: string): void {
  for (const folder of groups(name).flatMap(tree)) {
    write(join(folder, "freezer.state"), "THAWED");
    write(join(folder, "cgroup.freeze"), "0");
  }
}

/** Kills what runs in the group and removes it from every hierarchy. */
export async function removeGroup(name: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (groups(name).length > 0) {
    if (Date.now() > deadline)
      throw new Error(`control group ${name}: still in use 10 s after its processes were killed`);
    thaw(name);
    for (const folder of groups(name).flatMap(tree)) {
      for (const pid of pids(folder)) kill(pid);
      remove(folder);
    }
    await sleep(20);
  }
}

function pids(folder: string): number[] {
  try {
    return readFileSync(join(folder, "cgroup.procs"), "utf8")
      .split("\n")
      .map(Number)
      .filter((pid) => pid > 0);
  } catch {
    return [];
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {} // it ended by itself
}

function remove(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {} // its last process is still dying: the next round has it
}

function write(file: string, text: string): void {
  if (!existsSync(file)) return;
  try {
    writeFileSync(file, text);
  } catch {} // gone meanwhile, or not this controller's to write
}
