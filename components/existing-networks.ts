import * as pulumi from "@pulumi/pulumi";
import { UserError } from "../release/errors.ts";
import type { HostSettings } from "./settings.ts";

/**
 * Which of these networks somebody made on the host before, so that the first update takes them over.
 * @returns network name → Docker's id, without those that do not exist
 * @throws UserError when the host cannot be read
 */
export async function existingNetworks(
  sshConfig: string,
  { name: host, root }: HostSettings,
  names: readonly string[],
): Promise<Record<string, string>> {
  if (names.length === 0) return {};
  try {
    const found = await pulumi.runtime.invoke("seisei:index:networks", { sshConfig, host, root, names });
    return found.ids;
  } catch (error) {
    throw new UserError(
      (error as Error).message.replace(/^Invocation of seisei:index:networks returned an error: /, ""),
    );
  }
}
