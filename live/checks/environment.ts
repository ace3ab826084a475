import type { StackExpected } from "../expected.ts";
import { repair } from "../finding.ts";
import type { Check, StackPlace } from "./check.ts";

/** Whether `.env` is as it was deployed, told by its hash: the content stays on the host. */
export const environment: Check<StackPlace, StackExpected> = {
  keys: ["environment"],

  async observe({ host, folder, environmentHash }, { environment }) {
    if (!environment) return {};
    const path = `${folder}/.env`;
    const found = (await host.files([path])).get(path);
    if (found === "missing") return { environment: "missing" };
    return { environment: found === environmentHash ? "as deployed" : "changed on the host" };
  },

  findings: (own) =>
    own.map(({ expected, observed }) => ({
      ...{ kind: "environment", severity: "error", subject: ".env", expected, observed },
      ...(observed === "missing"
        ? { message: ".env is missing on the host", ...repair("writes it again") }
        : {
            message: ".env was changed on the host",
            ...repair(
              "writes the configured values again",
              "if the change is meant, `pulumi config set --secret` the new value first",
            ),
          }),
    })),
};
