// Stands in for the official command plugin 1.2.1: command:remote:Command.
import { randomBytes } from "node:crypto";
import { engineLog, type Properties, type ResourceHandler, UNKNOWN } from "../../../../provider/plugin-server.ts";
import { detailedDiff } from "../shared/detailed-diff.ts";
import { type Connection, unsupportedProperties, withDefaults } from "./connection.ts";
import { lineLogger } from "./lines.ts";
import { session } from "./session.ts";

/**
 * `command:remote:Command` with the official plugin's behaviour:
 *
 * - `check` writes the defaults into the inputs: the connection's, and `addPreviousOutputInEnv: true`.
 * - A change of `triggers` replaces, the new `create` before the old `delete`; any other change updates in place and
 *   runs `update`, or `create` where there is none. `delete` runs with the recorded properties. No command: no connection.
 * - `stdout` and `stderr` are recorded without their last line break; unknown in every preview that changes something.
 * - The previous `stdout` and `stderr` are offered as PULUMI_COMMAND_STDOUT and PULUMI_COMMAND_STDERR.
 * - `logging` (both, unless told otherwise) shows the output's lines under the resource while the command runs.
 * - A failing command fails the operation with "Process exited with status N", the command, and its whole output;
 *   nothing is recorded then. There is no Read.
 *
 * Not as there: a line longer than 64 KiB does not hang.
 */
export const command: ResourceHandler = {
  async check({ news }) {
    const inputs = { addPreviousOutputInEnv: true, ...news, connection: withDefaults(news.connection) };
    return { inputs, failures: unsupportedProperties(news.connection) };
  },

  async diff({ oldInputs, news }) {
    return detailedDiff(oldInputs, news, ["triggers"]);
  },

  async create({ urn, inputs, preview }) {
    const id = `${urn.split("::").at(-1)}${randomBytes(4).toString("hex")}`;
    if (preview) return { id, outputs: { ...inputs, stdout: UNKNOWN, stderr: UNKNOWN } };
    return { id, outputs: { ...inputs, ...(await runCommand(urn, inputs.create, inputs, {})) } };
  },

  async update({ urn, oldOutputs, news, preview }) {
    if (preview) return { ...news, stdout: UNKNOWN, stderr: UNKNOWN };
    return { ...news, ...(await runCommand(urn, news.update ?? news.create, news, oldOutputs)) };
  },

  async delete({ urn, outputs }) {
    await runCommand(urn, outputs.delete, outputs, outputs);
  },
};

interface Output {
  stdout: string;
  stderr: string;
}

async function runCommand(
  urn: string,
  text: string | undefined,
  inputs: Properties,
  previous: Partial<Output>,
): Promise<Output> {
  const { stdout = "", stderr = "" } = previous;
  if (text === undefined) return { stdout, stderr };
  const environment: Record<string, string> = { ...inputs.environment };
  if (inputs.addPreviousOutputInEnv !== false) {
    if (stdout) environment.PULUMI_COMMAND_STDOUT = stdout;
    if (stderr) environment.PULUMI_COMMAND_STDERR = stderr;
  }
  const info = (line: string) => engineLog("info", urn, line);
  const shown = inputs.logging ?? "stdoutAndStderr";
  const log = lineLogger(info);
  const result = await session(inputs.connection as Connection, text, {
    input: inputs.stdin ?? "",
    environment,
    onOutput: (stream, piece) => {
      if (shown === stream || shown === "stdoutAndStderr") log.write(stream, piece);
    },
    onRetry: info,
  });
  await log.end();
  if (result.code !== 0) {
    throw new Error(`Process exited with status ${result.code}: running ${JSON.stringify(text)}:\n${result.combined}`);
  }
  return { stdout: result.stdout.replace(/\n$/, ""), stderr: result.stderr.replace(/\n$/, "") };
}
