import { readObjects } from "../../release/git.ts";
import type { ReleaseRule } from "../pack/rule.ts";
import { ALLOW_FILE, type Allow, allowance, parseAllowList } from "../secrets/allow.ts";
import { findSecrets } from "../secrets/find.ts";

export const noSecretsInFiles: ReleaseRule = {
  name: "no-secrets-in-files",
  level: "mandatory",
  description:
    "Checks that no file of a stack holds a password, key or token, beside what the release's own allow list lets stay.",
  source:
    "[OWASP Secrets Management Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html); the release checklist's grep for sensitive values",
  release: async ({ repository, stacks, now }) => {
    const problems = new Set<string>();
    const list = (commit: string) => `${commit}:${ALLOW_FILE}`;
    const lists = await readObjects(repository, [...new Set(stacks.map(({ commit }) => list(commit)))]);
    for (const stack of stacks) {
      const allow = allowList(lists.get(list(stack.commit))?.content.toString() ?? "", now, problems);
      for (const [path, { content }] of stack.files) {
        for (const { file, line, column, message } of findSecrets(`stacks/${stack.name}/${path}`, content, allow)) {
          problems.add(`${file}:${line}:${column}: ${message}`);
        }
      }
    }
    return [...problems];
  },
};

/** An entry that has expired allows nothing, and is a problem itself. */
function allowList(text: string, now: Date, problems: Set<string>): Allow {
  const mistakes: string[] = [];
  const entries = parseAllowList(ALLOW_FILE, text, now.toISOString().slice(0, 10), mistakes);
  for (const mistake of mistakes) problems.add(mistake);
  return allowance(entries, (file) => file);
}
