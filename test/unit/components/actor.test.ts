import assert from "node:assert/strict";
import { actor } from "../../../components/actor.ts";

describe("actor", () => {
  it("is the person whom a CI system names", () => {
    assert.equal(actor({ GITHUB_ACTOR: "octocat" }, "runner", "host", "CI"), "octocat (GitHub Actions)");
    assert.equal(actor({ GITLAB_USER_LOGIN: "ann" }, "root", "host"), "ann (GitLab CI)");
  });

  it("is git's user name with login and machine, else those alone", () => {
    assert.equal(actor({}, "ann", "laptop", "Ann Smith"), "Ann Smith (ann@laptop)");
    assert.equal(actor({ GITHUB_ACTOR: "" }, "ann", "laptop", ""), "ann@laptop");
  });

  it("is the person behind sudo, not root", () => {
    assert.equal(actor({ SUDO_USER: "ann" }, "root", "laptop"), "ann@laptop");
  });
});
