import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../release/errors.ts";
import { parseSettings, type Settings } from "./settings.ts";

/**
 * Reads and checks the configuration of the present Pulumi stack.
 * @throws UserError with every problem, none of which holds a secret's value
 */
export async function readSettings(): Promise<Settings> {
  const file = `Pulumi.${pulumi.getStack()}.yaml`;
  const config = new pulumi.Config();
  const secrets = config.getSecretObject<unknown>("secrets");
  const secretKeys: string[] = JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]");
  if (secrets && !secretKeys.includes("seisei:secrets")) {
    throw new UserError(`${file}: seisei:secrets: stored in plain text; set each value again with --secret`);
  }
  const values = await new Promise((resolve) => (secrets ?? pulumi.output(undefined)).apply(resolve));
  return parseSettings(
    {
      release: config.get("release"),
      pins: config.getObject("pins"),
      hosts: config.getObject("hosts"),
      secrets: values,
    },
    file,
  );
}
