import assert from "node:assert/strict";
import { httpRequest } from "../../../../../policies/routes/request.ts";
import { checkCondition, conditionsOf } from "../../../../../policies/routes/rule/conditions.ts";
import { type Conjunction, conjunctions, covers, exclude } from "../../../../../policies/routes/rule/conjunctions.ts";
import { httpCondition, httpMatcher } from "../../../../../policies/routes/rule/matcher.ts";
import { matches, parseRule, type Rule } from "../../../../../policies/routes/rule/parse.ts";
import { randomRule } from "../../../../support/route-rules.ts";
import { randomRequest } from "../../../../support/route-sets.ts";
import { Seeded } from "../../../../support/seeded.ts";

const names = Object.keys(conditionsOf("http"));
const random = new Seeded(7);

function parsed(text: string): Rule | undefined {
  try {
    const rule = parseRule(text, names);
    for (const match of matches(rule)) checkCondition("http", match);
    return rule;
  } catch {
    return undefined;
  }
}

const rules = Array.from({ length: 200 }, () => parsed(randomRule(random))).filter((rule) => rule !== undefined);
const compared = rules.flatMap((rule) => {
  const ways = conjunctions(rule);
  return ways ? [{ rule, ways, matches: httpMatcher(rule) }] : [];
});
// A dot at a host's end is left out: what is said of a host is said of it without one.
const requests = Array.from({ length: 200 }, () => randomRequest(random))
  .filter(({ host }) => !host.endsWith("."))
  .flatMap((sent) => httpRequest(sent) ?? []);
const way = (text: string): Conjunction => conjunctions(parseRule(text, names))![0]!;

describe("the ways in which a rule can match", () => {
  it("are together what the rule says, for rules and requests of every kind", () => {
    let matching = 0;
    for (const { ways, matches: isMatch } of compared.slice(0, 120)) {
      for (const request of requests) {
        const byWays = ways.some((all) => all.every((one) => httpCondition(one)(request) !== one.not));
        assert.equal(byWays, isMatch(request));
        if (byWays) matching++;
      }
    }
    assert.ok(matching > 1000, `${matching}`);
  });

  it("that exclude each other have no request in common, and one that covers another takes all of its requests", () => {
    const seen = { exclude: 0, cover: 0 };
    const all = compared.flatMap(({ ways }) => ways);
    const holds = (ways: Conjunction) =>
      requests.map((request) => ways.every((one) => httpCondition(one)(request) !== one.not));
    const table = all
      .map((ways) => ({ ways, holds: holds(ways) }))
      .filter(({ holds }) => holds.includes(true))
      .slice(0, 250);
    for (const a of table) {
      for (const b of table) {
        if (exclude(a.ways, b.ways)) {
          seen.exclude++;
          assert.ok(!a.holds.some((yes, at) => yes && b.holds[at]), JSON.stringify([a.ways, b.ways]));
        }
        if (a !== b && covers(a.ways, b.ways)) {
          seen.cover++;
          assert.ok(
            a.holds.every((yes, at) => !yes || b.holds[at]),
            JSON.stringify([a.ways, b.ways]),
          );
        }
      }
    }
    assert.ok(seen.exclude > 100 && seen.cover > 50, JSON.stringify(seen));
  });

  const covering: [part: string, whole: string][] = [
    ["Host(`A.example`)", "HostRegexp(`^a\\.`)"],
    ["PathPrefix(`/qr/x`)", "PathPrefix(`/qr`)"],
    ["Path(`/api/7`)", "PathRegexp(`^/api/[0-9]+$`)"],
    ["PathRegexp(`^/api/[0-9]+$`)", "PathPrefix(`/api`)"],
    ["PathPrefix(`/api/x`)", "PathRegexp(`^/api/`)"],
    ["Host(`a.example`)", "!Host(`b.example`) && PathPrefix(`/`)"],
    ["!PathPrefix(`/a`)", "!Path(`/a/b`)"],
    ["Header(`x-a`, `12`)", "HeaderRegexp(`X-A`, `^\\d+$`)"],
  ];
  for (const [part, whole] of covering) {
    it(`are known to cover: ${whole} all of ${part}, and not the other way round`, () => {
      assert.ok(covers(way(part), way(whole)));
      assert.ok(!covers(way(whole), way(part)));
    });
  }

  it("are not counted where there are too many", () => {
    const many = Array.from({ length: 9 }, (_, at) => `(Path(\`/${at}\`) || Query(\`q${at}\`))`).join(" && ");
    assert.equal(conjunctions(parseRule(many, names)), undefined);
  });
});
