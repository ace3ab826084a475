import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { closeHosts } from "../../live/host.ts";
import { scanWorkTree } from "../../policies/secrets/scan.ts";
import { UserError } from "../../release/errors.ts";
import { git } from "../../release/git.ts";
import { documents } from "../docs.ts";
import { workTreeStacks } from "../docs/work-tree-stacks.ts";
import { checkHost } from "../drift/check-host.ts";
import { checkLocks } from "../drift/locks.ts";
import { driftReport, errors } from "../drift/report.ts";
import { configuredTargets } from "../drift/targets.ts";
import { readAllowList } from "../shared/allow-list.ts";
import type { Check } from "./checks.ts";
import { judgePolicies, judgeRoutes } from "./judge-stacks.ts";

/** Every host of the Pulumi stack against the release it should run. */
export const drift: Check = async ({ project, server }) => {
  if (!server) return { findings: [], skipped: "the hosts were not asked; `make check SERVER=1` asks them" };
  try {
    const { release, hosts } = await configuredTargets(project);
    const report = driftReport(release, await Promise.all(hosts.map(checkHost)), new Date());
    const unknown = errors(report.hosts);
    return {
      findings: report.findings.map(({ host, stack, message, action }) =>
        [host, ...(stack === undefined ? [] : [stack]), `${message}; ${action}`].join(": "),
      ),
      seen: `${hosts.length} hosts, ${release}`,
      ...(unknown.length > 0 ? { couldNot: unknown.join("\n") } : {}),
    };
  } finally {
    closeHosts();
  }
};

/** Whether `make lock` would write something else for the same images. */
export const locks: Check = async ({ project }) => {
  const { result, notes } = await checkLocks(project);
  if (notes.length > 0) return { findings: notes };
  const findings = result.places.flatMap((place) => place.findings);
  return { findings: findings.map(({ message, action }) => `${message}; ${action}`), seen: "audit/locks" };
};

export const routes: Check = async ({ project }) => judgeRoutes(await workTreeStacks(project));

export const policies: Check = async ({ project }) => judgePolicies(await workTreeStacks(project));

/** Whether `make docs` would write something else. */
export const docs: Check = async ({ project }) => {
  const made = await documents(project);
  if (made.size === 0) return { findings: [], skipped: "docs/ has no tables made from the stacks" };
  const stale = [...made].filter(([file, text]) => readFileSync(join(project, file), "utf8") !== text);
  return {
    findings: stale.map(([file]) => `${file}: it tells of other stacks than there are; \`make docs\`, then commit it`),
    seen: [...made.keys()].join(", "),
  };
};

/** Passwords, keys and tokens in what git tracks, or would. */
export const secrets: Check = async ({ project }) => {
  const allow = readAllowList(project);
  const scan = await scanWorkTree(project, allow);
  const found = scan.findings.map(
    ({ file, line, column, message }) => `${relative(project, resolve(file))}:${line}:${column}: ${message}`,
  );
  return {
    findings: [...found, ...(scan.errors.length === 0 ? allow.unused() : [])],
    seen: `${scan.files} files`,
    ...(scan.errors.length > 0 ? { couldNot: scan.errors.join("\n") } : {}),
  };
};

const states: Readonly<Record<string, string>> = {
  "?": "new, and not committed; commit it, remove it, or have git ignore it",
  D: "deleted, and not committed; commit it, or put it back",
  U: "in conflict; resolve it and commit",
};

/** A release is made of commits: what is only on this disk is no part of it. */
export const clean: Check = async ({ project }) => {
  const status = ["status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"];
  const entries = (await git(project, status))
    .toString()
    .split("\0")
    .filter((entry) => entry !== "");
  const findings = entries.map((entry) => {
    const state = [entry[0]!, entry[1]!].map((letter) => states[letter]).find(Boolean);
    return `${entry.slice(3)}: ${state ?? "changed, and not committed; commit it, or put it back"}`;
  });
  const head = await git(project, ["rev-parse", "--verify", "--short", "HEAD"]).catch(() => undefined);
  if (head === undefined)
    throw new UserError(`${project}: expected a commit, got a repository without one; commit first`);
  return { findings, seen: `commit ${head.toString().trim()}` };
};
