import { compareVersions, nextMajor, nextMinor, nextPatch, parseVersion, type Version } from "../../release/version.ts";
import type { Facts } from "./facts.ts";

export interface Proposal {
  readonly version: Version;
  /** Why it is this one, in words. */
  readonly why: string;
}

/**
 * The next release by what changed since the last: a stack that is new or gone makes a minor one, anything else a patch.
 * A hotfix is always a patch of its line.
 */
export function propose(
  { branch, reached: [last] }: Pick<Facts, "branch" | "reached">,
  { added, removed }: { readonly added: readonly string[]; readonly removed: readonly string[] },
): Proposal {
  if (last === undefined) return { version: parseVersion("main1.0.0"), why: "it is the first" };
  if (isHotfix(branch)) return { version: nextPatch(last), why: `a hotfix of ${last.tag}` };
  const reasons = [...added.map((name) => `${name} is new`), ...removed.map((name) => `${name} is gone`)];
  if (reasons.length > 0) return { version: nextMinor(last), why: `minor: ${reasons.join(", ")}` };
  return { version: nextPatch(last), why: "patch: no stack is new or gone" };
}

const isHotfix = (branch: string | undefined) => branch?.startsWith("hotfix/") ?? false;

/** What stands against a tag, each as one sentence with the next step; without a tag, what stands against any. */
export function refusals(facts: Facts, proposal: Proposal, tag?: string): string[] {
  const { branch, upstream, dirty, releases, reached, head, lastCommit } = facts;
  const problems: string[] = [];
  if (branch !== "main" && !isHotfix(branch)) {
    const got = branch ?? "no branch (a commit is checked out)";
    problems.push(`branch: expected main or hotfix/<name>, got ${got}; merge it into main, then \`git switch main\``);
  }
  if (dirty.length > 0) {
    const more = dirty.length > 3 ? ` and ${dirty.length - 3} more` : "";
    problems.push(
      `work tree: expected all committed, got changes in ${dirty.slice(0, 3).join(", ")}${more}; commit them, or put them back`,
    );
  }
  if (upstream && upstream.behind > 0) {
    const commits = upstream.behind === 1 ? "1 commit" : `${upstream.behind} commits`;
    problems.push(`${branch}: ${commits} behind ${upstream.name}; \`git pull --ff-only\``);
  }
  const [last] = reached;
  const later = releases.filter((version) => last === undefined || compareVersions(version, last) > 0);
  const missing = later.find(
    ({ major, minor }) => !isHotfix(branch) || (major === last?.major && minor === last.minor),
  );
  if (missing) {
    const into = branch ?? "this commit";
    problems.push(`${missing.tag}: released, and not in ${into}; merge it first: \`git merge ${missing.tag}\``);
  }
  if (lastCommit === head) problems.push(`${last!.tag}: nothing was committed since; there is nothing to release`);
  return tag === undefined ? problems : [...problems, ...notNext(parseVersion(tag), facts, proposal)];
}

/** Hotfixes of older lines that `main` has not got: what they mend would be broken again. */
export function unmergedHotfixes({ branch, releases, reached }: Facts): string[] {
  if (branch !== "main") return [];
  const known = new Set(reached.map(({ tag }) => tag));
  return releases.flatMap(({ tag }) =>
    known.has(tag) ? [] : [`${tag} is released, and not in main: \`git merge ${tag}\`, or what it mends comes back`],
  );
}

function notNext(wanted: Version, { branch, releases, reached: [last] }: Facts, proposal: Proposal): string[] {
  const { tag } = wanted;
  if (releases.some((version) => version.tag === tag)) {
    return [`${tag}: the tag exists, and a release never changes; \`make tag\` proposes the next one`];
  }
  if (last === undefined) return [];
  const steps = isHotfix(branch) ? [nextPatch(last)] : [nextPatch(last), nextMinor(last), nextMajor(last)];
  const allowed = steps
    .filter((version) => compareVersions(version, proposal.version) >= 0)
    .map((version) => version.tag);
  if (allowed.includes(tag)) return [];
  return [
    `${tag}: expected the next release after ${last.tag}, ${allowed.join(" or ")} (${proposal.why}), got another; \`make tag\` proposes one`,
  ];
}
