/** What `make cleanup` looks at, and when it goes. docs/CLEANUP_POLICY.md has this table, held by a test. */
export const rules = {
  image: {
    what: "image on a host",
    goes: "no container is made from it, a release has its name, and neither the deployed releases nor those before them need it",
    why: "the way back must not need the registry",
  },
  bundle: {
    what: "`.seisei/<stack>.tar` and `.apply` on a host",
    goes: "the stack is in no release that is deployed, and the host has neither a record nor a container of it",
    why: "the upload of a stack that was removed",
  },
  leftover: {
    what: "`.seisei/<stack>/incoming` and `work` on a host",
    goes: "no deployment is running and none was cut off half way",
    why: "what an ended deployment was working on",
  },
  export: {
    what: "`audit/runtime/<time>` here",
    goes: "it is older than 90 days and not in git",
    why: "git keeps the exports that matter",
  },
  package: {
    what: "`dist/releases/<tag>` here",
    goes: "it is older than 90 days and not of the two newest releases in there",
    why: "`make release` makes the same bytes again",
  },
} as const;

/** What is told and never removed. */
export const reportedOnly = {
  "stopped container": "a container that belongs to no Compose project and does not run",
  "other image": "an image that no container is made from and whose name no release has",
} as const;

export type Kind = keyof typeof rules | keyof typeof reportedOnly;

/** The longest that exports and packages are kept, in days. */
export const keepDays = 90;

/** The tables of docs/CLEANUP_POLICY.md. */
export function policyTables(): string {
  const rows = Object.values(rules).map(({ what, goes, why }) => `| ${what} | ${goes} | ${why} |`);
  const told = Object.entries(reportedOnly).map(([kind, what]) => `| ${kind} | ${what} |`);
  return `| what | goes when | why |\n|---|---|---|\n${rows.join("\n")}\n\n| told, never removed | what it is |\n|---|---|\n${told.join("\n")}\n`;
}
