import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkNames } from "../../../cli/check/checks.ts";

const text = readFileSync("docs/RELEASE_PROCESS.md", "utf8");
const all = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name!))];

describe("the release process", () => {
  it("names targets of the Makefile alone", () => {
    const there = new Set([...readFileSync("Makefile", "utf8").matchAll(/^([a-z-]+):/gm)].map(([, name]) => name));
    const named = all(/(?:^ {4}|`)make ([a-z-]+)/gm);
    assert.ok(named.length > 12);
    assert.deepEqual(
      named.filter((name) => !there.has(name)),
      [],
    );
  });

  it("gives targets only variables that they take", () => {
    const recipes = new Map(
      [...readFileSync("Makefile", "utf8").matchAll(/^([a-z-]+):.*\n((?:\t.*\n)+)/gm)].map(([, name, lines]) => [
        name!,
        lines!,
      ]),
    );
    const uses = [...text.matchAll(/(?:^ {4}|`)make ([a-z-]+)((?: [A-Z]+=\S+)+)/gm)];
    const unknown = uses.flatMap(([, target, list]) =>
      [...list!.matchAll(/([A-Z]+)=/g)]
        .map(([, name]) => name!)
        .filter((name) => !recipes.get(target!)?.includes(`(${name})`) && !recipes.get(target!)?.includes(`,${name})`))
        .map((name) => `${target} ${name}`),
    );
    assert.ok(uses.length > 5);
    assert.deepEqual(unknown, []);
  });

  it("names scripts and documents that exist", () => {
    const scripts = all(/\b(scripts\/\w+(?:\.sh)?)/g);
    const documents = all(/\]\(([A-Z_]+\.md)/g).map((name) => join("docs", name));
    assert.ok(scripts.length > 3 && documents.length > 4);
    assert.deepEqual(
      [...scripts, ...documents].filter((file) => !existsSync(file)),
      [],
    );
  });

  it("tells of every check, and in the order in which they are told", () => {
    const rows = text.split("| check |")[1]!.split("\n\n")[0]!;
    assert.deepEqual(
      [...rows.matchAll(/^\| (\w+) \|/gm)].map(([, name]) => name),
      checkNames,
    );
  });
});
