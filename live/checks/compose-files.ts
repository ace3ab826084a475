import { word } from "../documented.ts";
import type { StackExpected } from "../expected.ts";
import { leftByUp } from "../finding.ts";
import { quote } from "../session.ts";
import type { Check, StackPlace } from "./check.ts";

/** What Compose reads beside or instead of docker-compose.yml when a person types `docker compose up` in the folder. */
const names = [
  ...["compose.yaml", "compose.yml", "docker-compose.yaml"],
  ...["compose.override.yaml", "compose.override.yml", "docker-compose.override.yaml", "docker-compose.override.yml"],
];

/** Compose files that the release does not have. A deploy names its own and does not read them. */
export const composeFiles: Check<StackPlace, StackExpected> = {
  keys: ["composeFiles"],

  async observe({ host, folder }, { files }) {
    const script = `cd ${quote(folder)} 2>/dev/null || exit 0
for name in ${names.join(" ")}; do if [ -e "$name" ] || [ -L "$name" ]; then echo "$name"; fi; done`;
    const found = (await host.read(script, "compose files")).split("\n").filter((name) => name && !files[name]);
    return { composeFiles: Object.fromEntries(found.map((name) => [name, "present"])) };
  },

  findings: (own, _all, { folder = "." }) =>
    own.map(({ name, expected, observed }) => ({
      ...{ kind: "extra file", severity: "error", subject: name, expected, observed },
      message: `${name} is on the host, and the release does not have it: \`docker compose\` typed in the folder reads it`,
      ...leftByUp(`rm ${word(`${folder}/${name}`)}`),
    })),
};
