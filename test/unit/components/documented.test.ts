import assert from "node:assert/strict";
import { parseDocumented } from "../../../components/documented.ts";

const parse = (value: unknown) => {
  const problems: string[] = [];
  return { found: parseDocumented(value, "Pulumi.prod.yaml: seisei:hosts.app-1.documented", problems), problems };
};

describe("documented things of a host", () => {
  it("are read with kind, name and reason, and are none where the key is absent", () => {
    assert.deepEqual(parse([{ container: "debug-*", reason: "for support" }]), {
      found: [{ kind: "container", name: "debug-*", reason: "for support" }],
      problems: [],
    });
    assert.deepEqual(parse(undefined), { found: [], problems: [] });
  });

  const wrong: [unknown, RegExp][] = [
    [{ container: "x" }, /documented: expected a list, got \{"container":"x"\}/],
    [["x"], /documented\[0\]: expected a mapping, got "x"/],
    [[{ container: "x" }], /documented\[0\]\.reason: expected why it is there, got nothing/],
    [[{ container: "x", reason: " " }], /documented\[0\]\.reason: expected why it is there, got " "/],
    [[{ reason: "y" }], /documented\[0\]: expected exactly one of container, project, .*got none/],
    [[{ container: "x", volume: "z", reason: "y" }], /expected exactly one of .*got container and volume/],
    [[{ container: 5, reason: "y" }], /documented\[0\]\.container: expected a name, got 5; put it in quotes/],
    [
      [{ container: "x", reason: "y", until: "z" }],
      /documented\[0\]\.until: unknown key; known are container, project/,
    ],
  ];
  for (const [value, message] of wrong) {
    it(`are refused as ${JSON.stringify(value)}, with one problem`, () => {
      const { found, problems } = parse(value);
      assert.deepEqual([found, problems.length], [[], 1]);
      assert.match(problems[0]!, message);
    });
  }
});
