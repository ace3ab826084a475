import { RuleError } from "./rule-error.ts";
import { type Token, tokens } from "./tokens.ts";

/** One condition, such as Host(`a.example`). */
export interface Match {
  readonly kind: "match";
  /** As Traefik documents it, whatever case it was written in. */
  readonly name: string;
  readonly values: readonly string[];
  /** Index in the rule of the name, of what follows the parenthesis, and of each value. */
  readonly at: number;
  readonly end: number;
  readonly valuesAt: readonly number[];
}

export type Rule =
  | Match
  | { readonly kind: "and" | "or"; readonly left: Rule; readonly right: Rule }
  | { readonly kind: "not"; readonly rule: Rule };

/**
 * Reads a rule: `!` binds closest, then `&&`, then `||`.
 * https://doc.traefik.io/traefik/reference/routing-configuration/http/router/rules-and-priority/
 * @param names what the protocol's conditions are called
 * @throws RuleError
 */
export function parseRule(text: string, names: readonly string[]): Rule {
  const all = tokens(text);
  const known = new Map(names.flatMap((name) => spellings(name).map((spelling) => [spelling, name] as const)));
  let next = 0;
  const is = (kind: Token["kind"]) => all[next]!.kind === kind;
  const take = (kind: Token["kind"], expected: string): Token => {
    const token = all[next]!;
    if (token.kind !== kind) throw unexpected(token, expected);
    next++;
    return token;
  };

  const either = (): Rule => {
    let rule = both();
    while (is("||")) {
      next++;
      rule = { kind: "or", left: rule, right: both() };
    }
    return rule;
  };
  const both = (): Rule => {
    let rule = one();
    while (is("&&")) {
      next++;
      rule = { kind: "and", left: rule, right: one() };
    }
    return rule;
  };
  const one = (): Rule => {
    if (is("!")) {
      next++;
      return { kind: "not", rule: one() };
    }
    if (is("(")) {
      next++;
      const rule = either();
      take(")", "a closing parenthesis, && or ||");
      return rule;
    }
    return match();
  };
  const match = (): Match => {
    const { text: written, at } = take("name", "a condition such as Host(`…`)");
    const name = known.get(written);
    if (name === undefined) throw new RuleError(at, `expected one of ${names.join(", ")}, got ${written}`);
    take("(", "an opening parenthesis");
    const values: Token[] = [];
    while (!is(")")) {
      values.push(take("string", "a value in backquotes or double quotes"));
      if (!is(")")) take(",", "a comma or a closing parenthesis");
    }
    const end = all[next++]!.at + 1;
    return {
      kind: "match",
      name,
      values: values.map((value) => value.text),
      at,
      end,
      valuesAt: values.map((v) => v.at),
    };
  };

  const rule = either();
  if (!is("end")) throw unexpected(all[next]!, "&& or ||");
  return rule;
}

/** As Traefik registers each: as it is, in small letters, in capitals, and with one capital. */
const spellings = (name: string) => {
  const small = name.toLowerCase();
  return [name, small, name.toUpperCase(), small[0]!.toUpperCase() + small.slice(1)];
};

function unexpected({ kind, text, at }: Token, expected: string): RuleError {
  const got = kind === "end" ? "the end of the rule" : kind === "string" ? `the value ${JSON.stringify(text)}` : text;
  return new RuleError(
    at,
    `expected ${expected}, got ${got === "`" || got === '"' ? `${got}, which nothing closes` : got}`,
  );
}

/** All conditions of a rule, from left to right. */
export function matches(rule: Rule): Match[] {
  if (rule.kind === "match") return [rule];
  return rule.kind === "not" ? matches(rule.rule) : [...matches(rule.left), ...matches(rule.right)];
}
