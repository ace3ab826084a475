import { conditionsOf } from "./conditions.ts";
import { type Match, matches, parseRule, type Rule } from "./parse.ts";
import { RuleError } from "./rule-error.ts";

/** Names of Traefik 2 and what version 3 calls them. */
const renamed: Readonly<Record<string, string>> = {
  ...{ Headers: "Header", HeadersRegexp: "HeaderRegexp", HostHeader: "Host" },
};

/** A rule that is written for Traefik 2. */
export interface Version2 {
  /** Index in the rule of the first condition that says so. */
  readonly at: number;
  /** The whole rule as Traefik 3 takes it. */
  readonly version3: string;
  readonly rule: Rule;
}

/**
 * Finds what only Traefik 2 understood: several values in one condition, `{name:regex}`, `Headers`, `HeadersRegexp`,
 * `Query` with an equals sign. Some of it version 3 takes, and then matches nothing.
 * https://doc.traefik.io/traefik/migrate/v2-to-v3-details/
 */
export function version2(text: string, protocol: "http" | "tcp"): Version2 | undefined {
  const rule = parse(text, protocol);
  if (!rule) return undefined;
  const found = matches(rule).map((match) => ({ match, version3: version3Of(match) }));
  const old = found.filter(({ version3 }) => version3 !== undefined);
  if (old.length === 0) return undefined;
  const version3 = old.reduceRight(
    (rule, { match, version3 }) => rule.slice(0, match.at) + version3 + rule.slice(match.end),
    text,
  );
  return { at: old[0]!.match.at, version3, rule };
}

function parse(text: string, protocol: "http" | "tcp"): Rule | undefined {
  const names = [...Object.keys(conditionsOf(protocol)), ...(protocol === "http" ? Object.keys(renamed) : [])];
  try {
    return parseRule(text, names);
  } catch (error) {
    if (error instanceof RuleError) return undefined;
    throw error;
  }
}

function version3Of({ name, values }: Pick<Match, "name" | "values">): string | undefined {
  if (name === "HostHeader") return version3Of({ name: "Host", values }) ?? `Host(${values.map(quoted).join(", ")})`;
  if (renamed[name]) return `${renamed[name]}(${values.map(quoted).join(", ")})`;
  if (/^Header|^Query/.test(name)) return name === "Query" ? queries(values) : undefined;
  const alternatives = values.map((value) =>
    isTemplate(value) ? regexpForm(name, value) : `${name}(${quoted(value)})`,
  );
  if (values.length < 2 && !values.some(isTemplate)) return undefined;
  return alternatives.length === 1 ? alternatives[0] : `(${alternatives.join(" || ")})`;
}

function queries(values: readonly string[]): string | undefined {
  const pairs = values.map((value) => /^([^=]+)=(.*)$/s.exec(value));
  if (values.length === 0 || pairs.includes(null)) return undefined;
  const all = pairs.map((pair) => {
    const [, key = "", value = ""] = pair!;
    return isTemplate(value)
      ? `QueryRegexp(${quoted(key)}, ${quoted(`^${regexp(value, ".*")}$`)})`
      : `Query(${[key, value].filter(Boolean).map(quoted).join(", ")})`;
  });
  return all.length === 1 ? all[0] : `(${all.join(" && ")})`;
}

const template = /\{([A-Za-z_]\w*)(?::((?:[^{}]|\{[^{}]*\})*))?\}/g;
const isTemplate = (value: string) => new RegExp(template.source).test(value);

function regexpForm(name: string, value: string): string {
  const isPath = name.startsWith("Path");
  const end = name === "PathPrefix" ? "" : "$";
  const version3 = name.endsWith("Regexp") ? name : isPath ? "PathRegexp" : `${name}Regexp`;
  return `${version3}(${quoted(`^${regexp(value, isPath ? "[^/]+" : "[^.]+")}${end}`)})`;
}

/** A template as a regular expression of Go. */
function regexp(value: string, part: string): string {
  let made = "";
  let end = 0;
  for (const { 0: text, 2: own = part, index } of value.matchAll(template)) {
    made += escaped(value.slice(end, index)) + (own.includes("|") ? `(${own})` : own);
    end = index + text.length;
  }
  return made + escaped(value.slice(end));
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const quoted = (value: string) => (value.includes("`") ? JSON.stringify(value) : `\`${value}\``);
