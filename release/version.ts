import { UserError } from "./errors.ts";

/** A release's version; its text is the tag: `main<major>.<minor>[.<patch>]`. */
export interface Version {
  readonly tag: string;
  readonly major: number;
  readonly minor: number;
  /** Absent in a baseline such as `main1.0`. */
  readonly patch?: number;
}

/** Reads a tag's text. @throws UserError when it is not of the form `main<major>.<minor>[.<patch>]` */
export function parseVersion(text: string): Version {
  const match = /^main(0|[1-9]\d*)\.(0|[1-9]\d*)(?:\.(0|[1-9]\d*))?$/.exec(text);
  if (match === null) {
    throw new UserError(
      `release: expected a tag of the form main<major>.<minor>[.<patch>], got ${JSON.stringify(text)}; write it like main1.0 or main1.0.1`,
    );
  }
  const [, major, minor, patch] = match;
  const version = { tag: text, major: Number(major), minor: Number(minor) };
  return patch === undefined ? version : { ...version, patch: Number(patch) };
}

/** Negative when `a` is the earlier release, for `sort`. A baseline comes before its first patch: main1.0, main1.0.0, main1.0.1. */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || (a.patch ?? -1) - (b.patch ?? -1);
}

/** Bug fixes and settings: main1.0 and main1.0.0 → main1.0.1. */
export function nextPatch({ major, minor, patch = 0 }: Version): Version {
  return parseVersion(`main${major}.${minor}.${patch + 1}`);
}

/** Features and new stacks: main1.0.3 → main1.1.0. */
export function nextMinor({ major, minor }: Version): Version {
  return parseVersion(`main${major}.${minor + 1}.0`);
}

/** A change of architecture: main1.4.2 → main2.0.0. */
export function nextMajor({ major }: Version): Version {
  return parseVersion(`main${major + 1}.0.0`);
}
