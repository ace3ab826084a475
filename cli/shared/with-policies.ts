import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Pulumi's documented exit code for a policy violation, which the engine up to 3.259 does not give yet: it says 1. */
const POLICY_VIOLATION = 5;

/**
 * Runs `pulumi preview` or `pulumi up` with the policy pack, in view of the person.
 * @param args what was typed behind it
 * @returns Pulumi's exit code; 5 when the pack refused
 */
export async function withPolicies(command: "preview" | "up", args: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "seisei-events-"));
  const log = join(folder, "events.json");
  try {
    const code = await pulumi([command, "--policy-pack", "policies", "--event-log", log, ...args]);
    return code !== 0 && refused(log) ? POLICY_VIOLATION : code;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function pulumi(args: readonly string[]): Promise<number> {
  const env = { ...process.env, PULUMI_DEBUG_COMMANDS: "true" }; // the option for the log of events is one of these
  const child = spawn("pulumi", args, { stdio: "inherit", env });
  const wait = () => {}; // Ctrl-C reaches Pulumi too, which ends what it has begun: this ends after it
  process.on("SIGINT", wait);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("SIGINT", wait);
      resolve(code ?? 1);
    });
  });
}

/** Whether the log has a violation of a rule that is mandatory. */
function refused(log: string): boolean {
  let text: string;
  try {
    text = readFileSync(log, "utf8");
  } catch {
    return false; // Pulumi ended before its first event
  }
  return text
    .split("\n")
    .filter((line) => line.includes('"policyEvent"'))
    .some((line) => JSON.parse(line).policyEvent?.enforcementLevel === "mandatory");
}
