import { goRegexp } from "./conditions.ts";
import type { Match, Rule } from "./parse.ts";

/** A condition or its opposite. */
export interface Literal {
  readonly name: string;
  readonly values: readonly string[];
  readonly not: boolean;
  /** Equal for what means the same. */
  readonly key: string;
}

/** Conditions all of which must hold. */
export type Conjunction = readonly Literal[];

/** More ways to match than a person would write. */
const limit = 128;

/**
 * A rule as the ways in which it can match, without those that cannot.
 * @returns undefined for one with too many ways to compare
 */
export function conjunctions(rule: Rule): Conjunction[] | undefined {
  const made = ways(rule, false);
  return made?.filter((way) => !way.some((a, index) => way.slice(index + 1).some((b) => excludes(a, b))));
}

function ways(rule: Rule, not: boolean): Conjunction[] | undefined {
  if (rule.kind === "match") return [[literal(rule, not)]];
  if (rule.kind === "not") return ways(rule.rule, !not);
  const [left, right] = [ways(rule.left, not), ways(rule.right, not)];
  if (!left || !right) return undefined;
  const isOr = (rule.kind === "or") !== not;
  const made = isOr ? [...left, ...right] : left.flatMap((a) => right.map((b) => unique([...a, ...b])));
  return made.length > limit ? undefined : made;
}

const unique = (all: Conjunction) => [...new Map(all.map((one) => [one.key, one])).values()];

function literal({ name, values }: Match, not: boolean): Literal {
  const [first = "", ...rest] = values;
  const lower = first.toLowerCase();
  const same =
    {
      Host: withoutDot(lower),
      HostSNI: withoutDot(first),
      Method: first.toUpperCase(),
      Header: lower,
      HeaderRegexp: lower,
    }[name] ?? first;
  const normal = name === "Query" || name === "QueryRegexp" || name.startsWith("Header") ? [same, ...rest] : [same];
  return { name, values: normal, not, key: JSON.stringify([not, name, ...normal]) };
}

/** Whether every request for the first conjunction is one for the second too. False where that is not known. */
export const covers = (part: Conjunction, whole: Conjunction): boolean =>
  whole.every((b) => part.some((a) => implies(a, b)) || (!b.not && isAlways(b)));

/** Whether no request is for both. False where that is not known. */
export const exclude = (left: Conjunction, right: Conjunction): boolean =>
  left.some((a) => right.some((b) => excludes(a, b)));

function implies(a: Literal, b: Literal): boolean {
  if (a.key === b.key) return true;
  if (a.not && b.not) return positive(b, a);
  if (a.not) return false;
  return b.not ? apart(a, b) : positive(a, b);
}

function excludes(a: Literal, b: Literal): boolean {
  if (a.not && b.not) return false;
  if (a.not) return positive(b, a) || isAlways(a);
  if (b.not) return positive(a, b) || isAlways(b);
  return apart(a, b);
}

/** Whether the first, not negated, says the second, not negated. A host with a dot at its end counts as the same. */
function positive(a: Literal, b: Literal): boolean {
  const [x = "", value] = a.values;
  const [y = "", other] = b.values;
  if (a.name === b.name && JSON.stringify(a.values) === JSON.stringify(b.values)) return true;
  switch (`${a.name} ${b.name}`) {
    case "Host HostRegexp":
    case "HostSNI HostSNIRegexp":
      return x !== "*" && find(y, x);
    case "Path PathPrefix":
    case "PathPrefix PathPrefix":
      return x.startsWith(y);
    case "Path PathRegexp":
      return find(y, x);
    case "PathPrefix PathRegexp": {
      const { text, whole } = beginning(y);
      return whole && x.startsWith(text);
    }
    case "PathRegexp PathPrefix":
      return beginning(x).text.startsWith(y);
    case "Header HeaderRegexp":
    case "Query QueryRegexp":
      return x === y && other !== undefined && find(other, value ?? "");
    default:
      return isAlways(b);
  }
}

/** Whether the two, not negated, cannot hold together. */
function apart(a: Literal, b: Literal): boolean {
  const [x = ""] = a.values;
  const [y = ""] = b.values;
  if (a.name === b.name && /^(Host|Path|Method)$/.test(a.name)) return x !== y;
  if (a.name === "HostSNI" && b.name === "HostSNI") return x !== y && x !== "*" && y !== "*";
  switch (`${a.name} ${b.name}`) {
    case "Host HostRegexp":
    case "HostSNI HostSNIRegexp":
      return x !== "*" && !find(y, x) && !find(y, `${x}.`) && !find(y, "");
    case "Path PathPrefix":
      return !x.startsWith(y);
    case "Path PathRegexp":
      return !find(y, x);
    case "PathPrefix PathPrefix":
      return !x.startsWith(y) && !y.startsWith(x);
    case "PathPrefix PathRegexp": {
      const { text } = beginning(y);
      return !text.startsWith(x) && !x.startsWith(text);
    }
    case "HostRegexp HostRegexp":
    case "HostSNIRegexp HostSNIRegexp": {
      const [left, right] = [ending(x), ending(y)];
      return !left.endsWith(right) && !right.endsWith(left);
    }
    case "PathRegexp PathRegexp": {
      const [left, right] = [beginning(x).text, beginning(y).text];
      return !left.startsWith(right) && !right.startsWith(left);
    }
    case "HostRegexp Host":
    case "HostSNIRegexp HostSNI":
    case "PathPrefix Path":
    case "PathRegexp Path":
    case "PathRegexp PathPrefix":
      return apart(b, a);
    default:
      return false;
  }
}

/** Conditions that every request fulfils. */
function isAlways({ name, values: [first = ""] }: Literal): boolean {
  if (name === "PathPrefix") return first === "/";
  if (name === "HostSNI") return first === "*";
  if (name === "PathRegexp") return /^\^?\/?(\.\*)?\$?$/.test(first) && (!first.endsWith("$") || first.includes(".*"));
  return /^Host(SNI)?Regexp$/.test(name) && /^(\^?(\.[*+])?|\^?\.[*+]\$)$/.test(first);
}

/** The text that a regular expression's matches begin with, and whether that is all it asks. */
export function beginning(regexp: string): { text: string; whole: boolean } {
  const [match = "", body = ""] = /^\^((?:[\w/@%~:;,=&' -]|\\[^\w\s])*)/.exec(regexp) ?? [];
  const rest = regexp.slice(match.length);
  const text = body.replace(/\\(.)/g, "$1");
  if (/^[*?{]/.test(rest)) return { text: text.slice(0, -1), whole: false };
  if (/\|/.test(rest)) return { text: "", whole: false };
  return { text, whole: match !== "" && (rest === "" || rest === ".*") };
}

/** The text that all matches of a regular expression end with. A host may have one more dot. */
function ending(regexp: string): string {
  const [match = "", body = ""] = /((?:[\w/@%~:;,=&' -]|\\[^\w\s])*)\$$/.exec(regexp) ?? [];
  const before = regexp.slice(0, regexp.length - match.length);
  // What is escaped, or an alternative or a flag somewhere before, is not read.
  if (before.endsWith("\\") || /\||\(\?/.test(regexp)) return "";
  return body.replace(/\\(.)/g, "$1");
}

const find = (regexp: string, text: string) => goRegexp(regexp).matcher(text).find();
const withoutDot = (name: string) => name.replace(/\.$/, "");
