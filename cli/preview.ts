import { withPolicies } from "./shared/with-policies.ts";
import { enterProject } from "./shared/project.ts";

/** `make preview`: what an update would change, judged by the policy pack. Exit code: Pulumi's; 5 when it is refused. */
export async function run(args: string[]): Promise<void> {
  enterProject();
  process.exitCode = await withPolicies("preview", args);
}
