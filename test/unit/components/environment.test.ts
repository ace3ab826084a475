import assert from "node:assert/strict";
import { environmentText, secretProblems } from "../../../components/environment.ts";

describe("environment", () => {
  it("writes one line a secret, in the order of their names", () => {
    assert.equal(environmentText({ B: "2", A: "1" }), "A='1'\nB='2'\n");
    assert.equal(environmentText({ A: "one\ntwo\r\n" }), 'A="one\\ntwo\\r\\n"\n');
  });

  it("keeps a dollar sign from being read as a variable", () => {
    assert.equal(environmentText({ A: "pa$$word" }), "A='pa$$word'\n");
    assert.equal(environmentText({ A: "it's $5" }), `A="it's \\$5"\n`);
  });

  it("keeps a final backslash from swallowing the closing quote", () => {
    assert.equal(environmentText({ A: "back\\" }), `A="back\\\\"\n`);
  });
});

describe("the problems of a stack's secrets", () => {
  const problems = (secrets: string[], values: Record<string, string>, inGit?: ReadonlyMap<string, string>) => {
    const definition = { secrets } as Parameters<typeof secretProblems>[0]["definition"];
    const whereIs = (...key: (string | number)[]) => `stacks/web/stack.yaml:${key.join(".")}`;
    const place = (name: string) => `Pulumi.prod.yaml:line-of-${name}`;
    return secretProblems({ name: "web", definition, whereIs }, { values, inGit, place });
  };

  it("name a missing secret with file and line of both files, and the command that sets it", () => {
    assert.deepEqual(problems(["TOKEN"], {}), [
      "Pulumi.prod.yaml:line-of-TOKEN: seisei:secrets.web.TOKEN: missing, stacks/web/stack.yaml:secrets.0 requires it; `pulumi config set --secret --path 'secrets.web.TOKEN'`",
    ]);
  });

  it("name a secret that the release does not use, and no value", () => {
    const [problem, ...more] = problems([], { TOKEN: "canary-value" });
    assert.match(problem!, /Pulumi\.prod\.yaml:line-of-TOKEN: seisei:secrets\.web\.TOKEN: not used by the release/);
    assert.doesNotMatch(problem!, /canary/);
    assert.deepEqual(more, []);
  });

  it("name a secret that stands in git with the place, and no value", () => {
    const inGit = new Map([["TOKEN", "stacks/web/app.conf:3 of main1.0.1"]]);
    const [problem, ...more] = problems(["TOKEN"], { TOKEN: "canary-value" }, inGit);
    assert.match(
      problem!,
      /seisei:secrets\.web\.TOKEN: its value stands in git too, at stacks\/web\/app\.conf:3 of main1/,
    );
    assert.doesNotMatch(problem!, /canary/);
    assert.deepEqual(more, []);
  });

  it("take an empty text for no value, and refuse what no variable can hold", () => {
    assert.match(problems(["TOKEN"], { TOKEN: "" })[0]!, /TOKEN: expected a value, got an empty text/);
    assert.match(problems(["TOKEN"], { TOKEN: "a\0b" })[0]!, /TOKEN: expected text, got a value with a NUL/);
  });

  it("are none when both agree, whatever characters a value has", () => {
    assert.deepEqual(problems(["TOKEN"], { TOKEN: "x\ny" }, new Map()), []);
  });
});
