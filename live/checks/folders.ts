import type { HostExpected } from "../expected.ts";
import { repair } from "../finding.ts";
import type { Check, HostPlace } from "./check.ts";

/** Folders that a deploy needs. */
export const folders: Check<HostPlace, HostExpected> = {
  keys: ["folders"],

  async observe({ host }, { folders = {} }) {
    const states = await host.files(Object.keys(folders));
    const found = [...states].map(([path, state]) => [path, state === "a directory" ? "present" : state]);
    return { folders: Object.fromEntries(found) };
  },

  findings: (own) =>
    own.map(({ name, expected, observed }) => ({
      ...{ kind: "folder", severity: "error", subject: name, expected, observed },
      message: `${name} is ${observed}`,
      ...repair("makes it again"),
    })),
};
