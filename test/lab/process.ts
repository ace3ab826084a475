import { spawn } from "node:child_process";

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run a program. */
export interface RunOptions {
  cwd?: string;
  /** Added to this process's environment. */
  env?: Record<string, string>;
  /** Text for its standard input. @default none */
  input?: string;
  /** Reject when it exits with another code than 0. @default true */
  check?: boolean;
  /** Sees each piece of output as it comes. */
  onOutput?: (text: string) => void;
}

/** Runs a program to its end and gives what it printed. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const { cwd, env, input, check = true, onOutput } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      onOutput?.(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      onOutput?.(text);
    });
    child.stdin.on("error", () => {}); // a program that ends without reading is judged by its exit code
    child.stdin.end(input);
    child.on("error", reject);
    child.on("close", (code) => {
      const finished = { code: code ?? -1, stdout, stderr };
      if (check && code !== 0) reject(new Error(`${program} ${args.join(" ")}: exit code ${code}\n${stdout}${stderr}`));
      else resolve(finished);
    });
  });
}
