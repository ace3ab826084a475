import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Finished, run } from "../lab/process.ts";

const files = {
  "package.json": '{ "type": "module", "main": "index.ts" }\n',
  "index.ts": "export {};\n",
  "Pulumi.yaml": "name: empty\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
};

/** A Pulumi program that declares nothing, on the same engine and language host, with the same options and backend. */
export class EmptyProgram {
  readonly #folder = mkdtempSync(join(tmpdir(), "seisei-empty-"));

  static async create(): Promise<EmptyProgram> {
    const program = new EmptyProgram();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(program.#folder, name), text);
    symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(program.#folder, "node_modules"));
    mkdirSync(join(program.#folder, "state"));
    await program.#pulumi("stack", "init", "lab");
    await program.#pulumi("up", "--yes", "--skip-preview", "--stack", "lab");
    return program;
  }

  preview(): Promise<Finished> {
    return this.#pulumi("preview", "--diff", "--expect-no-changes", "--stack", "lab");
  }

  #pulumi(...args: string[]): Promise<Finished> {
    const env = { PULUMI_BACKEND_URL: `file://${this.#folder}/state`, PULUMI_CONFIG_PASSPHRASE: "empty" };
    return run("pulumi", [...args, "--non-interactive"], { cwd: this.#folder, env });
  }
}
