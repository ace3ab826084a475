import type { StackRule } from "../pack/rule.ts";
import { services } from "../pack/services.ts";

export const noLatestImages: StackRule = {
  name: "no-latest-images",
  level: "mandatory",
  description: "Checks that no image has the tag `latest`, which says nothing about what runs.",
  source:
    "[OWASP NodeJS Docker Cheat Sheet, use explicit and deterministic image tags](https://cheatsheetseries.owasp.org/cheatsheets/NodeJS_Docker_Cheat_Sheet.html)",
  stacks: (stacks) =>
    services(stacks)
      .filter(({ stack, name }) => stack.services.get(name)?.image.endsWith(":latest"))
      .map(
        (service) =>
          `${service.at("image")}: expected a tag that names one version, got latest; write the version and run \`make lock\``,
      ),
};
