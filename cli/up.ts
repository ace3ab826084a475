import { enterProject } from "./shared/project.ts";
import { withPolicies } from "./shared/with-policies.ts";

/** `make up`: an update that the policy pack can refuse. Exit code: Pulumi's; 5 when it is refused. */
export async function run(args: string[]): Promise<void> {
  enterProject();
  process.exitCode = await withPolicies("up", args);
}
