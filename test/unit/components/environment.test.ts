import assert from "node:assert/strict";
import { environmentText, secretProblems } from "../../../components/environment.ts";

describe("environment", () => {
  it("writes one line a secret, in the order of their names", () => {
    assert.equal(environmentText({ B: "2", A: "1" }), "A='1'\nB='2'\n");
  });

  it("keeps a dollar sign from being read as a variable", () => {
    assert.equal(environmentText({ A: "pa$$word" }), "A='pa$$word'\n");
    assert.equal(environmentText({ A: "it's $5" }), `A="it's \\$5"\n`);
  });

  it("keeps a final backslash from swallowing the closing quote", () => {
    assert.equal(environmentText({ A: "back\\" }), `A="back\\\\"\n`);
  });

  it("names a missing secret with the command that sets it", () => {
    const [problem] = secretProblems("web", ["TOKEN"], {}, "Pulumi.prod.yaml");
    assert.match(problem!, /secrets\.web\.TOKEN: missing.*pulumi config set --secret --path 'secrets\.web\.TOKEN'/);
  });

  it("names a secret that the release does not use, and no value", () => {
    const [problem] = secretProblems("web", [], { TOKEN: "canary-value" }, "Pulumi.prod.yaml");
    assert.match(problem!, /secrets\.web\.TOKEN: not used by the release/);
    assert.doesNotMatch(problem!, /canary/);
  });

  it("has nothing to say when both agree", () => {
    assert.deepEqual(secretProblems("web", ["TOKEN"], { TOKEN: "x" }, "Pulumi.prod.yaml"), []);
  });
});
