// Stands in for the official command plugin: one SSH connection per host and run, made with the system's `ssh`.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, connectionDefaults, connectionId, sshConfig } from "./connection.ts";

/** A connection that is open until this process ends. */
interface Master {
  folder: string;
  /** Ends the connection and removes the folder when its stdin closes, so also after a crash of this process. */
  watcher: ChildProcess;
}

const masters = new Map<string, Promise<Master>>();

// $1 is the folder. ssh alone keeps stderr, so that the end of stderr is the end of ssh.
const watcherScript = `folder=$1; shift
ssh "$@" </dev/null >/dev/null & ssh=$!
exec 2>/dev/null
read -r _
kill $ssh
rm -rf "$folder"`;

/** Told of each dial that failed and will be tried again. */
export type OnRetry = (message: string) => void;

/** What is needed to start sessions over the shared connection; connects when no one has yet. @throws when it cannot */
export async function connect(connection: Connection, onRetry: OnRetry): Promise<string> {
  const id = connectionId(connection);
  const open = masters.get(id) ?? dial(connection, onRetry);
  masters.set(id, open);
  try {
    const { folder, watcher } = await open;
    if (watcher.stderr!.readableEnded) throw new Error("the SSH connection was lost");
    return folder;
  } catch (error) {
    masters.delete(id);
    throw error;
  }
}

/** Ends every connection; whatever runs over them fails. */
export function disconnectAll(): void {
  for (const open of masters.values())
    open.then(
      ({ watcher }) => watcher.stdin!.end(),
      () => {},
    );
  masters.clear();
}

// The delays of the official plugin: 0.1 s, half as long again each time, at most 5 s.
async function dial(connection: Connection, onRetry: OnRetry): Promise<Master> {
  const limit = connection.dialErrorLimit ?? connectionDefaults.dialErrorLimit;
  for (let dials = 1; ; dials++) {
    try {
      return await openMaster(connection);
    } catch (error) {
      if (limit >= 0 && dials > limit) throw new Error(`after ${dials} failed attempts: ${(error as Error).message}`);
      onRetry(`Dial ${dials}/${limit < 0 ? "inf" : limit} failed: retrying`);
      await sleep(Math.min(5000, 100 * 1.5 ** (dials - 1)));
    }
  }
}

async function openMaster(connection: Connection): Promise<Master> {
  const folder = mkdtempSync(join(tmpdir(), "seisei-command-"));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 });
  write("config", sshConfig(connection, folder));
  write("known_hosts", connection.hostKey ? `target ${connection.hostKey.trim()}\n` : "");
  if (connection.privateKey) write("identity", `${connection.privateKey.trimEnd()}\n`);
  const ssh = [
    "-F",
    join(folder, "config"),
    "-M",
    "-S",
    join(folder, "socket"),
    "-o",
    "ControlPersist=no",
    "-N",
    "target",
  ];
  const watcher = spawn("sh", ["-c", watcherScript, "sh", folder, ...ssh], {
    detached: true, // an interrupt from the terminal must not take the connection away before the plugin is done
    stdio: ["pipe", "ignore", "pipe"],
    env: { ...process.env, LC_ALL: "C" },
  });
  let complaint = "";
  watcher.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  let ended = false;
  watcher.stderr.once("end", () => {
    ended = true;
  });
  while (!ended && !existsSync(join(folder, "socket"))) await sleep(5);
  rmSync(join(folder, "identity"), { force: true }); // needed no more: sessions use the open connection
  if (!ended) return { folder, watcher };
  watcher.stdin.end();
  rmSync(folder, { recursive: true, force: true });
  throw new Error(`ssh: ${connection.host}: ${reason(complaint)}`);
}

/** What ssh complained about, in the official plugin's words where the host key is wrong. */
function reason(complaint: string): string {
  if (complaint.includes("Host key verification failed")) return "handshake failed: ssh: host key mismatch";
  return complaint.replaceAll("\r", "").trim() || "the connection was closed";
}
