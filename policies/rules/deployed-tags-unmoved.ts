import { readObjects } from "../../release/git.ts";
import { isMapping } from "../../release/yaml-file.ts";
import type { HistoryRule } from "../pack/rule.ts";

export const deployedTagsUnmoved: HistoryRule = {
  name: "deployed-tags-unmoved",
  level: "mandatory",
  description:
    "Checks that every tag that was ever deployed still names the commit that was deployed; the program refuses such a tag itself when it is asked for.",
  source: "the release process: a release is an annotated tag; going back must bring what ran",
  history: async ({ commits }, repository) => {
    if (!isMapping(commits)) return []; // before the first update
    const deployed = Object.entries(commits).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    const names = deployed.map(([tag]) => `refs/tags/${tag}^{commit}`);
    const objects = await readObjects(repository, names);
    return deployed.flatMap(([tag, commit], index) => {
      const now = objects.get(names[index]!)?.id;
      if (now === commit) return [];
      return `${tag}: expected ${commit}, the commit that was deployed, got ${now ?? "no such tag"}; put it back with \`git tag -f -a ${tag} ${commit}\`, and give another commit a tag of its own`;
    });
  },
};
