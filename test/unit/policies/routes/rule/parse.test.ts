import assert from "node:assert/strict";
import { checkCondition, conditionsOf } from "../../../../../policies/routes/rule/conditions.ts";
import { matches, parseRule, type Rule } from "../../../../../policies/routes/rule/parse.ts";
import { caret, RuleError } from "../../../../../policies/routes/rule/rule-error.ts";

const names = (protocol: "http" | "tcp") => Object.keys(conditionsOf(protocol));

/** A rule with parentheses around everything. */
function whole(rule: Rule): string {
  if (rule.kind === "match") return `${rule.name}(${rule.values.join(",")})`;
  if (rule.kind === "not") return `!${whole(rule.rule)}`;
  return `(${whole(rule.left)} ${rule.kind} ${whole(rule.right)})`;
}

function mistake(text: string, protocol: "http" | "tcp" = "http"): string {
  try {
    for (const match of matches(parseRule(text, names(protocol)))) checkCondition(protocol, match);
  } catch (error) {
    if (error instanceof RuleError) return `${error.message}\n${caret(text, error.at)}`;
    throw error;
  }
  return "none";
}

describe("the grammar of rules", () => {
  const rules: Record<string, string> = {
    "Host(`a`) && Path(`/b`) || Method(`GET`)": "((Host(a) and Path(/b)) or Method(GET))",
    "Host(`a`) || Path(`/b`) && Method(`GET`)": "(Host(a) or (Path(/b) and Method(GET)))",
    "Host(`a`) && (Path(`/b`) || Method(`GET`))": "(Host(a) and (Path(/b) or Method(GET)))",
    "!Host(`a`) && !(Path(`/b`) || !!Path(`/c`))": "(!Host(a) and !(Path(/b) or !!Path(/c)))",
    'Header("X-\\u0041", `b"c`) /* why */': 'Header(X-A,b"c)',
    "HOST(`a`) && host(`b`) && Pathprefix(`/`)": "((Host(a) and Host(b)) and PathPrefix(/))",
    "Host(`a`,) &&\n  Path(`/b`)\n": "(Host(a) and Path(/b))",
  };
  for (const [text, expected] of Object.entries(rules)) {
    it(`reads ${JSON.stringify(text)}`, () => {
      assert.equal(whole(parseRule(text, names("http"))), expected);
      assert.equal(mistake(text), "none");
    });
  }

  const mistakes: Record<string, [text: string, message: string]> = {
    "one ampersand": ["Host(`a`) & Path(`/`)", "expected && or ||, got &\n    Host(`a`) & Path(`/`)\n              ^"],
    "no end of a value": ["Host(`a)", "expected a value in backquotes or double quotes, got `, which nothing closes"],
    "no end of a condition": ["Host(`a`", "expected a comma or a closing parenthesis, got the end of the rule"],
    nothing: ["", "expected a condition such as Host(`…`), got the end of the rule"],
    "another case": ["hOst(`a`)", "expected one of Host, "],
    "a number": ["Host(1)", "expected a value in backquotes or double quotes, got 1"],
    "a line that ends too early": ["Host(`a`)\n&& Path(`/`)", "expected the rule to go on in this line"],
    "Go's escapes": ['Host("\\q")', "expected an escape of Go, got \\q"],
    "the number of values": ["Header(`a`)", "Header: expected 2 values, got 1"],
    "an empty value": ["Query(`a`, ``)", 'Query: expected a value, got ""'],
    "a path without a slash": ["PathPrefix(`a`)", "PathPrefix: expected a path that begins with /"],
    "an address": ["ClientIP(`10.0.0.0/33`)", "ClientIP: expected an IP address"],
    "a look-ahead, which JavaScript has and Go has not": [
      "PathRegexp(`^/a(?=b)`)",
      "PathRegexp: expected a regular expression of Go",
    ],
    "letters beyond ASCII": ["Host(`ä.example`)", "Host: expected ASCII"],
  };
  for (const [what, [text, message]] of Object.entries(mistakes)) {
    it(`tells a mistake and its place: ${what}`, () => {
      assert.ok(mistake(text).startsWith(message), mistake(text));
    });
  }

  it("has other conditions for TCP", () => {
    assert.equal(mistake("HostSNI(`*`) && ALPN(`h2`)", "tcp"), "none");
    assert.match(mistake("Host(`a`)", "tcp"), /^expected one of HostSNI, /);
    assert.match(mistake("ALPN(`acme-tls/1`)", "tcp"), /^ALPN: expected/);
    assert.match(mistake("HostSNI(`a b`)", "tcp"), /^HostSNI: expected a host name/);
  });

  it("puts the caret below the place in a rule of several lines", () => {
    assert.match(mistake("Host(`a`) &&\n  Nope(`b`)"), /\n {6}Nope\(`b`\)\n {6}\^$/);
  });
});
