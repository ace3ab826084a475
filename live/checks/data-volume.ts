import type { StackExpected } from "../expected.ts";
import { notUnderstood } from "../failures.ts";
import { repair } from "../finding.ts";
import { quote } from "../session.ts";
import type { Check, StackPlace } from "./check.ts";

/** Whether the volume that a stack's data is on is mounted. A container that started before it was undone still has it. */
export const dataVolume: Check<StackPlace, StackExpected> = {
  keys: ["dataVolume"],

  async observe({ host }, { dataVolume = {} }) {
    const [mountPoint] = Object.keys(dataVolume);
    if (mountPoint === undefined) return {};
    const script = `grep -qF ${quote(` ${mountPoint} `)} /proc/mounts; echo $?`;
    const what = `what is mounted at ${mountPoint}`;
    const answer = (await host.read(script, what)).trim();
    if (answer !== "0" && answer !== "1") throw notUnderstood(host.name, what);
    return { dataVolume: { [mountPoint]: answer === "0" ? "mounted" : "not mounted" } };
  },

  findings: (own) =>
    own.map(({ name, expected, observed }) => ({
      ...{ kind: "data volume", severity: "error", subject: name, expected, observed },
      message: `${name}, where the stack's data is, is ${observed}`,
      ...repair("mounts it again"),
    })),
};
