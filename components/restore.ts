import { contentHash } from "../release/content-hash.ts";
import { isDumped } from "../release/data.ts";
import { UserError } from "../release/errors.ts";
import { openRelease, type StackRelease } from "../release/release.ts";
import type { Settings } from "./settings.ts";
import { settingsFile } from "./settings-file.ts";

/**
 * The data that `seisei:restore` asks for, and what the stack was in that release.
 * @param stacks as they are to run
 * @returns undefined when it asks for none
 * @throws UserError when there is no such stack or release, or when the stack has no data to restore
 */
export async function restoreOf({ file, restore }: Settings, stacks: readonly StackRelease[]) {
  if (!restore) return undefined;
  const at = (key: string) => `${settingsFile(file).at(["restore", key])}: seisei:restore.${key}: expected`;
  const stack = stacks.find(({ name }) => name === restore.stack);
  const withData = stacks.filter(({ definition }) => isDumped(definition)).map(({ name }) => name);
  if (!stack || !withData.includes(stack.name)) {
    throw new UserError(
      `${at("stack")} a stack with \`data.postgres\` or \`data.dumps\` in its stack.yaml (${withData.join(", ") || "there is none"}), got ${restore.stack}; correct it, or \`pulumi config rm restore\``,
    );
  }
  const release = await openRelease(process.cwd(), restore.from, [stack.name]);
  if (!release.stackNames.includes(stack.name)) {
    throw new UserError(
      `${at("from")} a release that has ${stack.name}, got ${restore.from}; correct it, or \`pulumi config rm restore\``,
    );
  }
  return { from: restore.from, content: contentHash(release.stack(stack.name)) };
}
