import type { StackExpected } from "../expected.ts";
import { type ReadableDifference, repair, type Statement } from "../finding.ts";
import type { Check, StackPlace } from "./check.ts";

/** SHA-256 of every tracked file. */
export const files: Check<StackPlace, StackExpected> = {
  keys: ["files"],

  async observe({ host, folder }, { files }) {
    const paths = Object.keys(files);
    const states = await host.files(paths.map((path) => `${folder}/${path}`));
    return { files: Object.fromEntries(paths.map((path) => [path, states.get(`${folder}/${path}`)])) };
  },

  findings: (own) => own.map(words),
};

function words({ name, expected, observed }: ReadableDifference): Statement {
  const common = { kind: "file", severity: "error", subject: name, expected, observed } as const;
  if (observed === "missing") {
    return {
      ...common,
      message: `${name} is missing on the host`,
      ...repair("puts it back", "if it is not needed, delete it in git and tag a release"),
    };
  }
  const there = observed.startsWith("sha256:") ? `has ${observed}` : `is ${observed}`;
  return {
    ...common,
    message: `${name} ${there} on the host, the release has ${expected}`,
    ...repair("puts the release's file back", "if the change is meant, commit it and tag a release"),
  };
}
