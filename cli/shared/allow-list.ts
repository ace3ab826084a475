import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { ALLOW_FILE, type Allowance, allowance, parseAllowList } from "../../policies/secrets/allow.ts";
import { throwProblems } from "../../release/errors.ts";

/**
 * What may stay in a project's files, as its work tree says.
 * @throws UserError with every mistake of the list, and every entry that has expired
 */
export function readAllowList(project: string): Allowance {
  const file = join(project, ALLOW_FILE);
  const list = allowListOf(existsSync(file) ? readFileSync(file, "utf8") : "");
  const top = realpathSync(project);
  return allowance(list, (path) => relative(top, resolve(path)));
}

/** The entries of an allow list's text. @throws UserError as above */
export function allowListOf(text: string): ReturnType<typeof parseAllowList> {
  const problems: string[] = [];
  const list = parseAllowList(ALLOW_FILE, text, new Date().toISOString().slice(0, 10), problems);
  throwProblems(problems);
  return list;
}
