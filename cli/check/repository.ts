import { UserError } from "../../release/errors.ts";
import { git } from "../../release/git.ts";

/** @throws UserError when git knows no repository at or above the folder */
export async function requireRepository(folder: string): Promise<void> {
  try {
    await git(folder, ["rev-parse", "--git-dir"]);
  } catch (error) {
    if (!/not a git repository/.test((error as Error).message)) throw error;
    throw new UserError(
      `${folder}: expected a git repository, got a folder without one; \`git init\`, or clone the project`,
    );
  }
}
