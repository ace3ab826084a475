import type { StackExpected } from "../expected.ts";
import { repair } from "../finding.ts";
import { quote } from "../session.ts";
import type { Check, StackPlace } from "./check.ts";

/** Whether the data that the configuration wants back is what the stack has; asked only while it wants some. */
export const restored: Check<StackPlace, StackExpected> = {
  keys: ["restored"],

  async observe({ host, state }, { restored }) {
    if (restored === undefined) return {};
    const marker = quote(`${state}/current/restored`);
    const found = (await host.read(`[ ! -e ${marker} ] || cat ${marker}`, marker)).trim();
    return { restored: found || "nothing" };
  },

  findings: (own) =>
    own.map(({ expected, observed }) => ({
      ...{ kind: "data", severity: "error", subject: "restored", expected, observed },
      message: `the data of ${expected} is not restored: the update that asked for it failed`,
      ...repair("restores it"),
    })),
};
