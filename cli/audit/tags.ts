import { git } from "../../release/git.ts";

/** What git knows of a release's tag. */
export interface TagFacts {
  /** The commit that it names now. */
  readonly commit: string;
  /** First line of its message. */
  readonly subject: string;
}

/** Tag → facts of all tags that look like releases. @throws UserError when git is missing or this is no repository */
export async function readTags(project: string): Promise<Map<string, TagFacts>> {
  const format = "%(refname:strip=2)%00%(*objectname)%00%(contents:subject)";
  const output = await git(project, ["for-each-ref", `--format=${format}`, "refs/tags/main*"]);
  const lines = output.toString().split("\n").filter(Boolean);
  return new Map(
    lines.map((line) => {
      const [tag = "", commit = "", subject = ""] = line.split("\0");
      return [tag, { commit, subject }];
    }),
  );
}
