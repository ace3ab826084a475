import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import { isDocumented } from "./documented.ts";
import { mayHave } from "./has-text.ts";
import type { Match, Source } from "./match.ts";
import { isFiller } from "./tokens.ts";

/**
 * Left to our own rules: `gcp` reads the disk; `filter-comments` lets a comment switch rules off without a reason on
 * record; the others know fewer forms of what ours find whole (escaped keys, weak passwords in addresses), or report
 * the name with a part of the value.
 */
const own = new Set(["gcp", "filter-comments", "privatekey", "basicauth", "database-connection-string", "aws", "npm"]);

/** What stands in all that a rule finds, in small letters: a text without it is not given to the rule. */
export const needed: Readonly<Record<string, readonly string[]>> = {
  slack: ["xoxb-", "xoxp-", "xapp-", "xoxa-", "xoxo-", "xoxr-", "hooks.slack.com"],
  sendgrid: ["sg."],
  shopify: ["shppa_", "shpca_", "shpat_", "shpss_"],
  stripe: ["sk_live_", "sk_test_", "rk_live_", "rk_test_"],
  github: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
  gitlab: ["glpat-"],
  grafana: ["glc_", "glsa_"],
  openai: ["sk-"],
  anthropic: ["sk-ant-api"],
  groq: ["gsk_"],
  huggingface: ["hf_"],
  linear: ["lin_api_"],
  notion: ["ntn_"],
  "1password": ["ops_ey"],
  "hashicorp-vault": ["hvs.", "hvb.", "hvr."],
  vercel: ["vcp_", "vci_", "vca_", "vcr_", "vck_"],
  databricks: ["dapi"],
  docker: ["dckr_pat_"],
  figma: ["figd_"],
  cloudflare: ["cfk_", "cfut_", "cfat_"],
  tailscale: ["tskey-"],
};

const used = rules.flatMap((rule) => {
  const name = rule.meta.id.replace("@secretlint/secretlint-rule-", "");
  return own.has(name) ? [] : [{ rule, name, texts: needed[name] }];
});

/** Names of the rules that are used. */
export const usedRules = used.map(({ name }) => name);

/**
 * The rules of secretlint's recommended preset, called as its core calls them.
 * The core itself is left out: it answers later and for whole files only, and takes longer to load than the rules.
 */
export function secretlint({ file, text }: Source): Match[] {
  const matches: Match[] = [];
  for (const { rule, name, texts } of used) {
    if (texts && !mayHave(text, texts)) continue;
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
