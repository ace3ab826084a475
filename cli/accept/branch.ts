import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { git } from "../../release/git.ts";

/**
 * Makes a branch with one commit on top of `base`; the user's work tree and index are not touched.
 * @param change edits a work tree of the base
 * @returns git's statistics of the difference, empty when there is none (and then no branch)
 */
export async function writeBranch(
  repository: string,
  { branch, base, message }: { branch: string; base: string; message: string },
  change: (folder: string) => Promise<void>,
): Promise<string> {
  const temporary = mkdtempSync(join(tmpdir(), "seisei-branch-"));
  const folder = join(temporary, "tree");
  try {
    await git(repository, ["worktree", "add", "--quiet", "--detach", folder, base]);
    await change(folder);
    await git(folder, ["add", "--all", "--", "stacks", "audit/locks"]);
    const stat = (await git(folder, ["diff", "--cached", "--stat", "HEAD"])).toString().trimEnd();
    if (stat === "") return "";
    // Hooks are for what a person commits here; the reviewer's tests see this branch anyway.
    await git(folder, ["commit", "--quiet", "--no-verify", "--file", "-"], message);
    await git(folder, ["branch", branch, "HEAD"]);
    return stat;
  } finally {
    await git(repository, ["worktree", "remove", "--force", folder]).catch(() => {});
    rmSync(temporary, { recursive: true, force: true });
    await git(repository, ["worktree", "prune"]).catch(() => {});
  }
}
