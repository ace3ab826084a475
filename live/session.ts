import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { UserError } from "../release/errors.ts";
import { connectionFailure, noAnswer } from "./failures.ts";

/** What one script wrote on the host, and its exit code. */
export interface Answer {
  stdout: string;
  stderr: string;
  code: number;
}

interface Request {
  mark: string;
  resolve(answer: Answer): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

const longestWait = 60_000; // milliseconds

/**
 * One SSH connection to a host with one shell on it, for any number of scripts.
 *
 * Scripts are sent as they come and run one after the other, so their way there and back is paid for once.
 * Each runs in a subshell without input; its end is told by a mark on both streams, so what a login shell prints, or a
 * warning of a tool, is never taken for an answer.
 */
export class Session {
  readonly host: string;
  readonly #ssh: ChildProcessWithoutNullStreams;
  readonly #waiting: Request[] = [];
  readonly #id = randomUUID();
  #count = 0;
  #stdout = "";
  #stderr = "";
  #end: Error | undefined;

  /**
   * @param sshConfig path of the ssh_config file
   * @param host its Host alias
   */
  constructor(sshConfig: string, host: string) {
    this.host = host;
    // LC_ALL=C: the reason of a failure is told apart by ssh's own words.
    this.#ssh = spawn("ssh", ["-T", "-F", sshConfig, host, "exec sh"], { env: { ...process.env, LC_ALL: "C" } });
    this.#ssh.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#stdout += text;
      this.#answer();
    });
    this.#ssh.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
      this.#answer();
    });
    this.#ssh.stdin.on("error", () => {}); // the connection's end is handled below, with its reason
    this.#ssh.on("error", (error) => this.#finish(new UserError(`ssh: ${error.message}; install the OpenSSH client`)));
    this.#ssh.on("close", () => this.#finish(connectionFailure(host, this.#stderr)));
    this.run(":").catch(() => {}); // separates what the login shell prints from the first answer
  }

  /** False when a new session is needed. */
  get open(): boolean {
    return this.#end === undefined;
  }

  /**
   * Runs a POSIX script on the host.
   * @throws UserError when the host cannot be reached or does not answer within 60 s; a script that fails only says so in `code`
   */
  run(script: string): Promise<Answer> {
    if (this.#end) return Promise.reject(this.#end);
    const mark = `${this.#id}-${this.#count++}`;
    this.#ssh.stdin.write(
      `(\n${script}\n) </dev/null; printf '\\n%s %d\\n' ${mark} $?; printf '\\n%s\\n' ${mark} >&2\n`,
    );
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#finish(noAnswer(this.host, longestWait / 1000)), longestWait);
      this.#waiting.push({ mark, resolve, reject, timer });
    });
  }

  /** Ends the connection; whoever waits gets the error. */
  close(): void {
    this.#finish(new UserError(`${this.host}: cancelled while the host was being read`));
  }

  #answer(): void {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const [out, err] = [this.#stdout.indexOf(`\n${next.mark} `), this.#stderr.indexOf(`\n${next.mark}\n`)];
      const end = this.#stdout.indexOf("\n", out + 1);
      if (out < 0 || err < 0 || end < 0) return;
      this.#waiting.shift();
      clearTimeout(next.timer);
      const code = Number(this.#stdout.slice(out + next.mark.length + 2, end));
      next.resolve({ stdout: this.#stdout.slice(0, out), stderr: this.#stderr.slice(0, err), code });
      this.#stdout = this.#stdout.slice(end + 1);
      this.#stderr = this.#stderr.slice(err + next.mark.length + 2);
    }
  }

  #finish(error: Error): void {
    this.#end ??= error;
    for (const { reject, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer);
      reject(this.#end);
    }
    this.#ssh.kill();
  }
}

/** One word of a POSIX shell, whatever characters it has. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
