import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "../release/errors.ts";
import { type Lab, type LabHost, labDown, labName, labUp, openLab } from "../test/lab/lab.ts";
import { labTable, type HostState } from "./lab/table.ts";

const usage =
  "expected `lab up [--hosts N]`, `lab down`, `lab status [--json]`, `lab ssh N [COMMAND…]` or `lab reboot N`";

/** Hosts in miniature to deploy to: starts, shows, enters, reboots and removes them. */
export async function run([command = "", ...args]: string[]): Promise<void> {
  const commands: Record<string, (args: string[]) => Promise<void>> = { up, down, status, ssh, reboot };
  if (!Object.hasOwn(commands, command)) throw new UserError(`lab ${command}: ${usage}`);
  await commands[command]!(args);
}

async function up(args: string[]): Promise<void> {
  const { hosts } = options(args, { hosts: { type: "string", default: "1" } });
  const start = Date.now();
  const lab = await labUp({ hosts: Number(hosts), progress: (line) => console.error(line) });
  console.error(`lab ${lab.name} is up after ${((Date.now() - start) / 1000).toFixed(1)} s\n`);
  console.log(labTable(lab, await hostStates(lab)));
  console.log(
    "\nnext: `make lab-ssh` opens a shell on app-1 · `make lab-status` · `make lab-down` removes every trace",
  );
}

async function down(args: string[]): Promise<void> {
  options(args, {});
  await labDown();
  console.error(`lab ${labName()} is gone`);
}

async function status(args: string[]): Promise<void> {
  const { json } = options(args, { json: { type: "boolean" } });
  const lab = await openLab();
  const states = await hostStates(lab);
  if (json) {
    const { name, folder, registry } = lab;
    console.log(JSON.stringify({ name, folder, registry, hosts: states }, undefined, 2));
  } else console.log(labTable(lab, states));
}

/** A shell as the user that deployments use, or one command of it; ends with the exit code of that. */
async function ssh([number = "1", ...command]: string[]): Promise<void> {
  const lab = await openLab();
  const host = hostAt(lab, number);
  const knownHosts = join(lab.folder, "known_hosts");
  writeFileSync(knownHosts, lab.hosts.map(({ address, hostKey }) => `${address} ${hostKey}\n`).join(""));
  const settings = [
    `UserKnownHostsFile=${knownHosts}`,
    "StrictHostKeyChecking=yes",
    "IdentitiesOnly=yes",
    "LogLevel=ERROR",
  ];
  const flags = ["-F", "none", "-i", host.privateKeyFile, ...settings.flatMap((setting) => ["-o", setting])];
  const { status } = spawnSync("ssh", [...flags, `${host.user}@${host.address}`, ...command], { stdio: "inherit" });
  process.exitCode = status ?? 1;
}

async function reboot([number = "1", ...rest]: string[]): Promise<void> {
  options(rest, {});
  const host = hostAt(await openLab(), number);
  console.error(`switching ${host.name} off and on (about 5 s)`);
  await host.powerOff();
  await host.powerOn();
  console.error(`${host.name} is back: sshd and Docker answer`);
}

function hostAt(lab: Lab, number: string): LabHost {
  const host = lab.hosts.find(({ name }) => name === `app-${number}` || name === number);
  if (host) return host;
  const names = lab.hosts.map(({ name }) => name).join(", ");
  throw new UserError(`HOST: expected a number from 1 to ${lab.hosts.length} (${names}), got ${number}; correct it`);
}

function hostStates(lab: Lab): Promise<HostState[]> {
  return Promise.all(lab.hosts.map(hostState));
}

async function hostState(host: LabHost): Promise<HostState> {
  const { name, address, port, user, hostKey, privateKeyFile, running } = host;
  const base = { name, address, port, user, hostKey, privateKeyFile };
  if (!running) return { ...base, state: "off" };
  const { code, stdout } = await host.run("docker ps --all --format '{{.State}}'", { check: false });
  if (code !== 0) return { ...base, state: "Docker does not answer" };
  const states = stdout.split("\n").filter(Boolean);
  const containers = { running: states.filter((state) => state === "running").length, all: states.length };
  return { ...base, state: "on", containers, connections: await host.connections() };
}

function options<T extends NonNullable<Parameters<typeof parseArgs>[0]>["options"]>(args: string[], expected: T) {
  try {
    return parseArgs({ args, options: expected }).values;
  } catch (error) {
    throw new UserError(`lab: ${(error as Error).message}; ${usage}`);
  }
}
