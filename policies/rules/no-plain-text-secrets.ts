import { findMatches } from "../secrets/find.ts";
import { inputLines } from "../pack/input-lines.ts";
import type { ResourceRule } from "../pack/rule.ts";

export const noPlainTextSecrets: ResourceRule = {
  name: "no-plain-text-secrets",
  level: "mandatory",
  description:
    "Checks that no resource input holds a password, key or token in plain text, since the state and every preview would show it.",
  source:
    "[OWASP Secrets Management Cheat Sheet](https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html); the release checklist's grep for sensitive values",
  resource: ({ props, isSecret }) => {
    if (isSecret === undefined) {
      return [
        "expected to see which inputs are secret, got them all as plain text, so nothing could be checked; leave the policy secret-inputs at remediate",
      ];
    }
    const { text, pathAt } = inputLines(props, isSecret);
    const found = new Set(findMatches("inputs.json", text).map(({ rule, start }) => `${pathAt(start)}: ${rule}`));
    return [...found].map(
      (place) =>
        `${place}: expected a secret input, got plain text; set it with \`pulumi config set --secret\` and hand it on as an output, and change the secret if the state has it already`,
    );
  },
};
