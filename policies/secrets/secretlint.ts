import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import { isDocumented } from "./documented.ts";
import type { Match, Source } from "./match.ts";
import { isFiller } from "./tokens.ts";

/**
 * Left to our own rules: `gcp` reads the disk; `filter-comments` lets a comment switch rules off without a reason on
 * record; the others know fewer forms of what ours find whole (escaped keys, weak passwords in addresses), or report
 * the name with a part of the value.
 */
const own = new Set(["gcp", "filter-comments", "privatekey", "basicauth", "database-connection-string", "aws", "npm"]);
const used = rules.flatMap((rule) => {
  const name = rule.meta.id.replace("@secretlint/secretlint-rule-", "");
  return own.has(name) ? [] : [{ rule, name }];
});

/**
 * The rules of secretlint's recommended preset, called as its core calls them.
 * The core itself is left out: it answers later and for whole files only, and takes longer to load than the rules.
 */
export function secretlint({ file, text }: Source): Match[] {
  const matches: Match[] = [];
  for (const { rule, name } of used) {
    const context = {
      createTranslator: () => () => ({ message: "", messageId: "", data: {} }),
      ignore() {},
      report({ range: [start, end] }: { range: readonly [number, number] }) {
        const value = text.slice(start, end);
        if (!isDocumented(value) && !isFiller(value)) matches.push({ rule: name, start, end, publicPrefix: true });
      },
    };
    // The types of context and source promise what only secretlint's command line needs.
    const { file: check } = rule.create(context as never, {} as never);
    check?.({ content: text, filePath: file, ext: "", contentType: "text" } as never);
  }
  return matches;
}
