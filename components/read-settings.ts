import * as pulumi from "@pulumi/pulumi";
import { throwProblems, UserError } from "../release/errors.ts";
import { parseSettings, type Settings } from "./settings.ts";
import { settingsFile } from "./settings-file.ts";

const known = ["release", "pins", "hosts", "secrets", "restore", "codeOnly"].map((key) => `seisei:${key}`);

/**
 * Reads and checks the configuration of the present Pulumi stack.
 * @throws UserError with every problem, none of which holds a secret's value
 */
export async function readSettings(): Promise<Settings> {
  const file = `Pulumi.${pulumi.getStack()}.yaml`;
  const config = new pulumi.Config();
  const secrets = config.getSecretObject<unknown>("secrets");
  const secretKeys: string[] = JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]");
  const source = settingsFile(file);
  throwProblems([
    ...secretKeys
      .filter((key) => key.startsWith("seisei:") && !known.includes(key))
      .map(
        (key) =>
          `${source.at([key.slice("seisei:".length)])}: ${key}: named by no stack; \`pulumi config rm ${key}\`, and set a secret with \`pulumi config set --secret --path 'secrets.STACK.NAME'\``,
      ),
    ...source.plainSecrets.map(
      ([stack, name]) =>
        `${source.at(["secrets", stack, name])}: seisei:secrets.${stack}.${name}: stored in plain text; set another value with \`pulumi config set --secret --path 'secrets.${stack}.${name}'\``,
    ),
  ]);
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
      restore: config.getObject("restore"),
      codeOnly: config.getObject("codeOnly"),
    },
    file,
  );
}
