import { throwProblems, UserError } from "../release/errors.ts";
import { git } from "../release/git.ts";
import { parseVersion } from "../release/version.ts";
import { checks } from "./check/checks.ts";
import { requireRepository } from "./check/repository.ts";
import { checkText, exitCode } from "./check/text.ts";
import { readOptions, type Usage } from "./shared/options.ts";
import { enterProject } from "./shared/project.ts";
import { changesSince, commitsSince, stackNames } from "./tag/changes.ts";
import { type Facts, readFacts } from "./tag/facts.ts";
import { tagMessage } from "./tag/message.ts";
import { propose, refusals, unmergedHotfixes } from "./tag/next.ts";

export const usage = {
  forms: ["make tag", "make tag TAG=main1.0.1"],
  text: `Without a tag: proposes the next release and lists what changed since the last, stack by stack, with images and commits.
With one: makes the annotated tag with that list, signed when git has tag.gpgSign or user.signingKey. Never pushes; says how.
Refused: a branch other than main and hotfix/*, one behind its upstream, uncommitted changes, a tag that exists or is not
the next one, and whatever \`make check\` finds. Exit code 0, or 2 when refused.`,
  options: {
    tag: { value: "TAG", text: "the tag to make" },
    help: { text: "this text" },
  },
} as const satisfies Usage;

/** `make tag`. */
export async function run(args: string[]): Promise<void> {
  const { tag } = readOptions("tag", usage, args);
  const project = enterProject();
  await requireRepository(project);
  const facts = await readFacts(project);
  const {
    head,
    reached: [last],
  } = facts;
  const proposal = propose(facts, await stackNames(project, last, head));
  const problems = refusals(facts, proposal, tag);
  if (tag !== undefined) throwProblems(problems);
  for (const line of unmergedHotfixes(facts)) console.error(line);
  const version = tag === undefined ? proposal.version : parseVersion(tag);
  const { changes, note } = await changesSince(project, last, head, version);
  if (note !== undefined) console.error(note);
  const message = tagMessage(version, last, changes, await commitsSince(project, last, head));
  if (tag === undefined) {
    console.log(`next release: ${version.tag} (${proposal.why})\n\n${message}`);
    console.log([...problems, `\`make tag TAG=${version.tag}\` makes the tag, after \`make check\``].join("\n"));
    return;
  }
  await requireChecks(project, tag);
  const signed = await makeTag(project, tag, head, message);
  console.log(message);
  console.log(
    [`${signed ? "signed" : "annotated"} tag ${tag} made; nothing was pushed. To push:`, ...pushes(facts, tag)].join(
      "\n",
    ),
  );
}

async function requireChecks(project: string, tag: string): Promise<void> {
  const results = await checks({ project });
  if (exitCode(results) === 0) return;
  throw new UserError(
    `${checkText(results, false)}\n${tag}: not made, because \`make check\` does not pass; mend what it tells`,
  );
}

/** @returns whether it is signed */
async function makeTag(project: string, tag: string, commit: string, message: string): Promise<boolean> {
  const setting = async (...args: string[]) =>
    (await git(project, ["config", ...args]).catch(() => "")).toString().trim();
  const sign = (await setting("--bool", "tag.gpgSign")) === "true" || (await setting("user.signingKey")) !== "";
  await git(project, ["tag", sign ? "--sign" : "--annotate", "--cleanup=verbatim", "--file=-", tag, commit], message);
  return sign;
}

/** The commit first; nothing of the branch when the server has it. */
const pushes = ({ remote, branch, upstream }: Facts, tag: string) =>
  [...(upstream?.ahead === 0 ? [] : [branch!]), tag].map((name) => `  git push ${remote} ${name}`);
