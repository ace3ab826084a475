import type { HostExpected } from "../expected.ts";
import { repair } from "../finding.ts";
import type { Check, HostPlace } from "./check.ts";

/** The external networks that the host's stacks join. */
export const hostNetworks: Check<HostPlace, HostExpected> = {
  keys: ["externalNetworks"],

  async observe({ host }, { externalNetworks }) {
    if (!externalNetworks) return {};
    const found = new Set((await host.snapshot()).networks.map(({ name }) => name));
    const states = Object.keys(externalNetworks).map((name) => [name, found.has(name) ? "present" : "missing"]);
    return { externalNetworks: Object.fromEntries(states) };
  },

  findings: (own) =>
    own.map(({ name, expected, observed }) => ({
      ...{ kind: "network", severity: "error", subject: name, expected, observed },
      message: `network ${name}, which the stacks join, is missing`,
      ...repair("makes it again, and then the containers that lost it"),
    })),
};
