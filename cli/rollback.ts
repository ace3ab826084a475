import { spawnSync } from "node:child_process";
import { isDumped } from "../release/data.ts";
import { UserError } from "../release/errors.ts";
import { openRelease } from "../release/release.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { enterProject } from "./shared/project.ts";
import { pulumiMissing } from "./shared/pulumi.ts";

export const usage = {
  forms: [
    "make rollback TAG=main1.0.0                               every stack",
    "make rollback TAG=main1.0.0 STACK=odoo18-prod             one stack",
    "make rollback TAG=main1.0.0 STACK=odoo18-prod DATA=1      one stack, with its data as that release left it",
  ],
  text: `Writes into Pulumi.<stack>.yaml what goes back, and shows the commands that do it. Nothing on a host changes before
\`pulumi up\`. Of the data \`pulumi preview\` tells what will be given up.`,
  options: {
    tag: { value: "RELEASE", text: "the release to go back to" },
    stack: { value: "NAME", text: "one stack alone" },
    data: { text: "its data too, from the EBS snapshot or the dump that the next release's deploy made" },
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** `make rollback`. */
export async function run(args: string[]): Promise<void> {
  const { tag, stack, data } = readOptions("rollback", usage, args);
  const project = enterProject();
  if (!tag)
    throw new UserError("TAG: expected the release to go back to, got nothing; `git tag -l 'main*'` lists them");
  if (data && !stack) throw new UserError("DATA=1: expected a stack, got none; name it with STACK=NAME");
  const release = await openRelease(project, tag, stack ? [stack] : []);
  if (stack && !release.stackNames.includes(stack)) {
    throw new UserError(`STACK: expected one of ${release.stackNames.join(", ")}, got ${stack}; correct it`);
  }
  const definition = data && release.stack(stack!).definition;
  if (definition && !isDumped(definition) && !definition.data?.volume) {
    throw new UserError(
      `DATA=1: ${stack}: stack.yaml of ${tag} names none of \`data.volume\`, \`data.postgres\` and \`data.dumps\`, so no data was kept; leave DATA=1 out to go back with the code alone`,
    );
  }
  const settings: Record<string, string> = stack ? { [`pins.${stack}`]: tag } : { release: tag };
  set(data ? { ...settings, "restore.stack": stack!, "restore.from": tag } : settings);
  const later = data ? `\nwhen all is well again:\n  pulumi config rm restore && pulumi up` : "";
  console.log(`look, then go back:\n  pulumi preview\n  pulumi up${later}`);
}

function set(settings: Readonly<Record<string, string>>): void {
  const pairs = Object.entries(settings).flatMap(([key, value]) => ["--plaintext", `${key}=${value}`]);
  const { status, error } = spawnSync("pulumi", ["config", "set-all", "--path", ...pairs], { stdio: "inherit" });
  if (error) throw pulumiMissing();
  if (status !== 0) throw new UserError("pulumi config: the configuration was not changed");
  for (const [key, value] of Object.entries(settings)) console.log(`${key.padEnd(20)} ${value}`);
}
