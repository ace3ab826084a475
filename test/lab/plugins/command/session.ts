// Stands in for the official command plugin: one command over the shared SSH connection.
import { spawn } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Connection } from "./connection.ts";
import { connect, type OnRetry } from "./ssh.ts";

export interface SessionOptions {
  /** Text for the command's standard input, or `{ file }` to send a file's bytes. */
  input?: string | { file: string };
  /** Reach the command only where the host's sshd accepts them (AcceptEnv), as with the official plugin. */
  environment?: Record<string, string>;
  /** Each piece of output as it comes. */
  onOutput?: (stream: "stdout" | "stderr", text: string) => void;
  onRetry: OnRetry;
}

export interface SessionResult {
  code: number;
  stdout: string;
  stderr: string;
  /** Both, in the order in which they came. */
  combined: string;
}

/** sshd allows ten sessions on a connection unless told otherwise; two stay free. */
const limit = 8;
let running = 0;
const waiting: (() => void)[] = [];

/** Runs one command. Rejects when the connection is refused or lost; a command that fails is a result. */
export async function session(
  connection: Connection,
  command: string,
  options: SessionOptions,
): Promise<SessionResult> {
  const folder = await connect(connection, options.onRetry);
  if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    return await runSession(folder, command, options);
  } finally {
    running--;
    waiting.shift()?.();
  }
}

async function runSession(folder: string, command: string, options: SessionOptions): Promise<SessionResult> {
  const { environment = {}, input = "" } = options;
  const sendEnvironment = Object.keys(environment).flatMap((name) => ["-o", `SendEnv=${name}`]);
  const args = [
    "-F",
    join(folder, "config"),
    "-S",
    join(folder, "socket"),
    ...sendEnvironment,
    "-T",
    "target",
    command,
  ];
  const ssh = spawn("ssh", ["-o", "LogLevel=QUIET", ...args], { env: { ...process.env, ...environment } });
  const result: SessionResult = { code: 0, stdout: "", stderr: "", combined: "" };
  for (const name of ["stdout", "stderr"] as const) {
    ssh[name].setEncoding("utf8").on("data", (text: string) => {
      result[name] += text;
      result.combined += text;
      options.onOutput?.(name, text);
    });
  }
  const closed = new Promise<number>((resolve, reject) => {
    ssh.once("error", reject);
    ssh.once("close", (code) => resolve(code ?? 255));
  });
  ssh.stdin.on("error", () => {}); // the command need not read its input to the end
  if (typeof input === "string") ssh.stdin.end(input);
  else await pipeline(createReadStream(input.file), ssh.stdin).catch(ignoreBrokenPipe);
  result.code = await closed;
  if (result.code === 255 && !existsSync(join(folder, "socket"))) {
    throw new Error(
      `wait: remote command exited without exit status or exit signal: running ${JSON.stringify(command)}`,
    );
  }
  return result;
}

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
}
