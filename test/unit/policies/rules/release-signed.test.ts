import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { releaseSigned as rule } from "../../../../policies/rules/release-signed.ts";
import { askedFor } from "../../../support/released.ts";
import { removeRepositories, repository, WEB } from "../../release/repository.ts";

describe(rule.name, () => {
  after(removeRepositories);

  it("finds a tag without a signature, and lets one with a trusted key be", async () => {
    const made = repository().release("main1.0.0", WEB);
    assert.match((await rule.release(await askedFor(made, "main1.0.0"), {}))[0]!, /^main1\.0\.0: .*`git tag -s`/);

    const key = join(made.folder, ".git", "key");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    made.write({ ".git/signers": `test@example.com ${readFileSync(`${key}.pub`, "utf8")}` });
    made.git("config", "gpg.format", "ssh");
    made.git("config", "user.signingKey", key);
    made.git("config", "gpg.ssh.allowedSignersFile", join(made.folder, ".git", "signers"));
    made.git("tag", "--sign", "--message", "signed", "main1.0.1");
    assert.deepEqual(await rule.release(await askedFor(made, "main1.0.1"), {}), []);

    made.write({ ".git/signers": "" });
    assert.equal((await rule.release(await askedFor(made, "main1.0.1"), {})).length, 1, "nobody trusts the key");
  });
});
