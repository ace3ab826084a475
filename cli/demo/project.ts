import { randomBytes } from "node:crypto";
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LabHost } from "../../test/lab/lab.ts";
import { type Finished, run } from "../../test/lab/process.ts";
import { type Narrator, Unexpected } from "./narrator.ts";

export const checkout = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** Everything of the demo that is not on the host; a lab of another name has a demo of its own. */
export function demoFolder(): string {
  const { SEISEI_LAB } = process.env;
  return join(checkout, ".seisei", SEISEI_LAB ? `demo-${SEISEI_LAB}` : "demo");
}

/** How a command is run and shown. */
export interface CommandOptions {
  /** The exit code it must end with; "failure" is any but 0. @default 0 */
  exit?: number | "failure";
  /** Which lines of its output are shown. @default all */
  show?: (line: string) => boolean;
  /** The folder it runs in. @default the clone */
  folder?: string;
}

/** The demo's own project: a clone of this repository with its Pulumi state beside it, and the host it deploys to. */
export class DemoProject {
  readonly folder = demoFolder();
  readonly host: LabHost;
  readonly narrator: Narrator;
  readonly #environment: Record<string, string>;

  private constructor(host: LabHost, narrator: Narrator) {
    this.host = host;
    this.narrator = narrator;
    this.#environment = {
      PULUMI_BACKEND_URL: `file://${this.folder}/state`,
      PULUMI_CONFIG_PASSPHRASE: randomBytes(16).toString("hex"),
      PULUMI_STACK: "lab",
    };
  }

  /** Makes the folder anew; what an earlier demo left in it is removed. */
  static create(host: LabHost, narrator: Narrator): DemoProject {
    const project = new DemoProject(host, narrator);
    const { folder } = project;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, "state"), { recursive: true });
    const lines = Object.entries(project.#environment).map(([name, value]) => `export ${name}='${value}'\n`);
    const text = `# In \`make shell\`: . ${join(folder, "env")}\n${lines.join("")}cd '${project.clone}'\n`;
    writeFileSync(join(folder, "env"), text, { mode: 0o600 });
    return project;
  }

  /** The clone, in which every command runs. */
  get clone(): string {
    return join(this.folder, "project");
  }

  /** The complete output of every command. */
  get log(): string {
    return join(this.folder, "log");
  }

  /** Gives the clone an author, and this checkout's packages: they are the same, and installing takes time. */
  async furnishClone(): Promise<void> {
    const settings = { "user.name": "A Developer", "user.email": "developer@example.com" };
    const unsigned = { "commit.gpgsign": "false", "tag.gpgsign": "false" };
    for (const [key, value] of Object.entries({ ...settings, ...unsigned })) {
      await run("git", ["config", key, value], { cwd: this.clone });
    }
    symlinkSync(join(checkout, "node_modules"), join(this.clone, "node_modules"));
    appendFileSync(join(this.clone, ".git/info/exclude"), "/node_modules\n");
  }

  /** Runs a shell command in the clone, in view. @throws Unexpected when it ends otherwise than `exit` says */
  async here(command: string, options: CommandOptions = {}): Promise<Finished> {
    this.narrator.command(command);
    return this.#show(command, options, (onOutput) =>
      run("bash", ["-e", "-o", "pipefail", "-c", command], {
        cwd: options.folder ?? this.clone,
        // A make of its own, whatever flags the one has that runs the demo.
        env: { ...this.#environment, MAKEFLAGS: "", MAKELEVEL: "0", PULUMI_OPTION_COLOR: this.narrator.color },
        check: false,
        onOutput,
      }),
    );
  }

  /** Runs a shell command on the host as its user, in view, as somebody would who is logged in there. */
  async there(command: string, options: CommandOptions = {}): Promise<Finished> {
    this.narrator.command(command, this.host.name);
    return this.#show(command, options, async (onOutput) => {
      const finished = await this.host.run(command, { user: this.host.user, check: false });
      onOutput(finished.stdout + finished.stderr);
      return finished;
    });
  }

  async #show(
    command: string,
    { exit = 0, show = () => true }: CommandOptions,
    work: (onOutput: (text: string) => void) => Promise<Finished>,
  ): Promise<Finished> {
    appendFileSync(this.log, `\n$ ${command}\n`);
    let rest = "";
    const onOutput = (text: string) => {
      appendFileSync(this.log, text);
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) if (show(line)) this.narrator.output(line);
    };
    const finished = await work(onOutput);
    if (rest && show(rest)) this.narrator.output(rest);
    if (exit === "failure" ? finished.code === 0 : finished.code !== exit) {
      const tail = (finished.stdout + finished.stderr).trimEnd().split("\n").slice(-15).join("\n");
      throw new Unexpected(
        `\`${command}\` ended with exit code ${finished.code}, expected ${exit}\n${tail}\nits whole output: ${this.log}`,
      );
    }
    return finished;
  }
}
