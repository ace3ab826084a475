import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { UserError } from "../../release/errors.ts";
import { configFiles, chosenConfigFile, readConfigFile } from "../drift/config-file.ts";

/**
 * The receiver's address: SEISEI_WEBHOOK, else the secret `webhook` of the Pulumi configuration.
 * @throws UserError when there is none, or it is no address; never with the address
 */
export async function webhookUrl(project: string): Promise<string> {
  const url = process.env.SEISEI_WEBHOOK || (await configured(project));
  if (!url) {
    throw new UserError(
      "--notify: expected a receiver, got none; set SEISEI_WEBHOOK, or `pulumi config set --secret webhook`",
    );
  }
  if (!/^https?:\/\/[^\s/]+/.test(url) || !URL.canParse(url)) {
    throw new UserError(
      "SEISEI_WEBHOOK: expected an address that begins with https://, got something else; correct it",
    );
  }
  return url;
}

/** Asks Pulumi only when the configuration has one: it takes a second, and not every machine has it. */
async function configured(project: string): Promise<string | undefined> {
  if (configFiles(project).length === 0) return undefined;
  const file = chosenConfigFile(project);
  if (!("webhook" in readConfigFile(project, file))) return undefined;
  const args = ["config", "get", "webhook", "--stack", file.split(".")[1]!, "--non-interactive"];
  try {
    return (await promisify(execFile)("pulumi", args, { cwd: project })).stdout.trim();
  } catch {
    throw new UserError(
      `${file}: seisei:webhook: could not be decrypted with \`pulumi config get webhook\`; set SEISEI_WEBHOOK instead, or give Pulumi its passphrase`,
    );
  }
}
