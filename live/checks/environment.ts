import type { StackExpected } from "../expected.ts";
import { notUnderstood } from "../failures.ts";
import { repair } from "../finding.ts";
import { quote } from "../session.ts";
import { partsOf, wholeStack } from "../whole-folders.ts";
import type { Check, StackPlace } from "./check.ts";

/** Whether `.env` is as it was deployed, told by its hash: the content stays on the host; and whether only its user reads it. */
export const environment: Check<StackPlace, StackExpected> = {
  keys: ["environment"],

  async observe({ host, folder, environmentHash }, { environment }) {
    if (!environment) return {};
    const path = `${folder}/.env`;
    const found = (await host.files([path])).get(path);
    if (found === "missing") return { environment: "missing" };
    if (found !== environmentHash) return { environment: "changed on the host" };
    const mode = (
      await host.read(`if [ -L ${quote(path)} ]; then echo link; else stat -c %a ${quote(path)}; fi`, path)
    ).trim();
    if (mode === "link") return { environment: "a symbolic link" };
    if (!/^\d+$/.test(mode)) throw notUnderstood(host.name, `the mode of ${path}`);
    return { environment: mode === "600" ? "as deployed" : `mode ${mode}` };
  },

  findings: (own, all) =>
    // One that is gone with its folder is told with it.
    (all.some(({ kind, observed }) => kind === "files" && partsOf(observed).whole === wholeStack) ? [] : own).map(
      ({ expected, observed }) => ({
        ...{ kind: "environment", severity: "error", subject: ".env", expected, observed },
        ...(observed === "missing"
          ? { message: ".env is missing on the host", ...repair("writes it again") }
          : observed.startsWith("mode ")
            ? {
                message: `.env has ${observed} on the host, a deploy gives it 600`,
                ...repair("makes it private again"),
              }
            : observed === "a symbolic link"
              ? { message: ".env is a symbolic link on the host", ...repair("writes it again") }
              : {
                  message: ".env was changed on the host",
                  ...repair(
                    "writes the configured values again",
                    "if the change is meant, `pulumi config set --secret` the new value first",
                  ),
                }),
      }),
    ),
};
