import { createHash } from "node:crypto";
import { matchesGlob } from "node:path";
import { isMapping, parseYamlFile } from "../../release/yaml-file.ts";

/** The allow list, below the project's folder. */
export const ALLOW_FILE = "policies/secrets.allow.yaml";

/** Something that looks like a secret and may stay. */
export interface Allowed {
  /** Files, from the project's folder: `test/unit/**`. */
  readonly path: string;
  /** A rule's name, or the SHA-256 of a value. */
  readonly rule?: string;
  readonly sha256?: string;
  readonly reason: string;
  /** The last day it holds, as 2027-03-31. */
  readonly expires: string;
  /** `file:line` of the entry. */
  readonly at: string;
}

const form = "write entries such as `{path: docs/**, rule: bcrypt-hash, reason: …, expires: 2027-03-31}`";

/**
 * Reads an allow list.
 * @param problems each mistake, and each entry that has no reason or has expired, as `file:line: key: …`
 * @param today as 2026-11-24
 */
export function parseAllowList(file: string, text: string, today: string, problems: string[]): Allowed[] {
  const { data, at } = parseYamlFile(file, text, problems);
  if (data === undefined || data === null) return [];
  if (!Array.isArray(data)) {
    problems.push(`${file}:1: expected a list; ${form}`);
    return [];
  }
  return data.flatMap((entry: unknown, index) => {
    const problem = (key: string, rest: string) => problems.push(`${at([index, key])}: ${key}: ${rest}`);
    const before = problems.length;
    if (!isMapping(entry)) {
      problems.push(`${at([index])}: expected a mapping; ${form}`);
      return [];
    }
    for (const key of Object.keys(entry)) {
      if (!["path", "rule", "sha256", "reason", "expires"].includes(key)) problem(key, `unknown key; ${form}`);
    }
    for (const key of ["path", "reason", "expires"]) {
      const value = entry[key];
      if (typeof value !== "string" || value.trim() === "") problem(key, `expected a text, got nothing; ${form}`);
    }
    if ((typeof entry.rule === "string") === (typeof entry.sha256 === "string")) {
      problem("rule", `expected either rule or sha256 (of the value alone); ${form}`);
    }
    if (typeof entry.sha256 === "string" && !/^[\da-f]{64}$/.test(entry.sha256)) {
      problem("sha256", "expected 64 hexadecimal digits; `printf %s VALUE | sha256sum` tells them");
    }
    if (typeof entry.expires === "string") expiry(entry.expires, today, (rest) => problem("expires", rest));
    return problems.length > before ? [] : [{ ...(entry as unknown as Allowed), at: at([index]) }];
  });
}

function expiry(day: string, today: string, problem: (rest: string) => void): void {
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day))) {
    problem(`expected a day such as 2027-03-31, got ${JSON.stringify(day)}; correct it`);
  } else if (day < today) {
    problem(`it was allowed until ${day}; remove the secret, or look again and set a new day`);
  }
}

/** Whether what a rule sees in a file may stay. */
export type Allow = (file: string, rule: string, value: string) => boolean;

/** The allow list as a question, which remembers its answers. */
export interface Allowance extends Allow {
  /** Entries that nothing asked for, once a whole project was looked at, in words. */
  unused(): string[];
}

/** @param fromProject the path from the project's folder of a file as the scan names it */
export function allowance(list: readonly Allowed[], fromProject: (file: string) => string): Allowance {
  const used = new Set<Allowed>();
  const allow: Allow = (file, rule, value) => {
    const path = fromProject(file);
    const asked = list.filter(
      (entry) =>
        matchesGlob(path, entry.path) && (entry.rule === rule || (entry.sha256 && entry.sha256 === hash(value))),
    );
    for (const entry of asked) used.add(entry);
    return asked.length > 0;
  };
  const unused = () =>
    list
      .filter((entry) => !used.has(entry))
      .map(({ at, path }) => `${at}: path: nothing in ${path} needs this entry any more; remove it`);
  return Object.assign(allow, { unused });
}

const hash = (value: string) => createHash("sha256").update(value).digest("hex");
