import { UserError } from "../../release/errors.ts";
import { git } from "../../release/git.ts";
import type { ReleaseRule } from "../pack/rule.ts";

export const releaseSigned: ReleaseRule = {
  name: "release-signed",
  level: "disabled",
  description: "Checks that a release's tag has a signature that git trusts.",
  source: "[git verify-tag](https://git-scm.com/docs/git-verify-tag)",
  release: async ({ repository, releases }) => {
    const problems = releases.map(async ({ tag }) => {
      try {
        await git(repository, ["verify-tag", tag]);
        return [];
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return [
          `${tag}: expected a tag with a trusted signature, got one without; sign it with \`git tag -s\`, or add the signer's key to those that git trusts`,
        ];
      }
    });
    return (await Promise.all(problems)).flat();
  },
};
