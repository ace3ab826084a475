import { UserError } from "../../release/errors.ts";
import { git } from "../../release/git.ts";
import { compareVersions, parseVersion, type Version } from "../../release/version.ts";
import type { ReleaseRule } from "../pack/rule.ts";

interface Tag {
  readonly version: Version;
  readonly annotated: boolean;
  readonly commit: string;
  /** Seconds since 1970; 0 of a lightweight tag. */
  readonly made: number;
}

export const baselineUntouched: ReleaseRule = {
  name: "baseline-untouched",
  level: "mandatory",
  description:
    "Checks that a baseline such as main1.0 is what it was: an annotated tag, older than its patches and part of each of them, and the commit that the settings name.",
  source: "the release process: `main1.0` is the production baseline, read-only, frozen",
  settings: {
    commits: { type: "object", description: "Baseline → its commit. Default: {}, only the tags are compared" },
  },
  release: async ({ repository }, { commits = {} }) => {
    const tags = await allTags(repository);
    const recorded = Object.entries(commits as Record<string, string>);
    const baselines = [...tags.values()].filter(({ version }) => version.patch === undefined);
    const moved = recorded.flatMap(([tag, commit]) => {
      const now = tags.get(tag)?.commit;
      return now === commit
        ? []
        : `${tag}: expected commit ${commit}, got ${now ?? "no such tag"}; ${putBack(tag, commit)}`;
    });
    return [...moved, ...(await Promise.all(baselines.map((base) => problemsOf(repository, base, tags)))).flat()];
  },
};

const putBack = (tag: string, commit: string) =>
  `a baseline is frozen: put it back with \`git tag -f -a ${tag} ${commit}\`, and tag the new commit as a patch`;

async function problemsOf(repository: string, base: Tag, tags: ReadonlyMap<string, Tag>): Promise<string[]> {
  const { version, commit } = base;
  if (!base.annotated) {
    return [`${version.tag}: expected an annotated tag, got a lightweight one; ${putBack(version.tag, "ITS COMMIT")}`];
  }
  const patches = [...tags.values()].filter(
    ({ version: { major, minor, patch } }) => major === version.major && minor === version.minor && patch !== undefined,
  );
  const list = await git(repository, [
    "for-each-ref",
    "--format=%(refname:strip=2)",
    `--contains=${commit}`,
    "refs/tags/main*",
  ]);
  const containing = new Set(list.toString().split("\n"));
  return patches
    .sort((a, b) => compareVersions(a.version, b.version))
    .flatMap((patch) => {
      const lost = !containing.has(patch.version.tag);
      if (!lost && patch.made >= base.made) return [];
      const reason = lost ? `is no part of ${patch.version.tag}` : `was tagged after ${patch.version.tag}`;
      return `${version.tag}: expected the frozen baseline of its patches, got ${commit}, which ${reason} (${patch.commit}); ${putBack(version.tag, "THE COMMIT IT HAD")}`;
    })
    .slice(0, 1); // the first patch tells it; the others say the same
}

async function allTags(repository: string): Promise<Map<string, Tag>> {
  const format = "%(objecttype) %(objectname) %(*objectname) %(taggerdate:unix) %(refname:strip=2)";
  const refs = (await git(repository, ["for-each-ref", `--format=${format}`, "refs/tags/main*"])).toString();
  const tags = new Map<string, Tag>();
  for (const line of refs.split("\n").filter(Boolean)) {
    const [type, id = "", peeled = "", made, name = ""] = line.split(" ");
    try {
      const annotated = type === "tag";
      tags.set(name, { version: parseVersion(name), annotated, commit: annotated ? peeled : id, made: Number(made) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error; // a tag that is no release
    }
  }
  return tags;
}
