import assert from "node:assert/strict";
import { tagMessage } from "../../../../cli/tag/message.ts";
import { stackChanges } from "../../../../cli/plan/stack-changes.ts";
import { parseVersion } from "../../../../release/version.ts";
import { changed, digest, releaseOf, shop } from "../plan/releases.ts";

describe("the text of a tag", () => {
  it("lists each stack with its images by tag and digest and its commits, then the other commits", () => {
    const before = releaseOf("main1.0.0", shop);
    const files = changed("shop/docker-compose.yml", "nginx:1.27", "nginx:1.28");
    const after = releaseOf("main1.0.1", { ...files, "shop/conf/b.conf": "" }, { "nginx:1.28": digest("b") });
    const commits = [
      { id: "abc1234", subject: "Use nginx 1.28", stacks: ["shop"] },
      { id: "def5678", subject: "Explain the backups", stacks: [] },
    ];
    const text = tagMessage(parseVersion("main1.0.1"), before.version, stackChanges(before, after), commits);
    assert.equal(
      text,
      `Release main1.0.1

Changes since main1.0.0:

shop (changed)
- web: image nginx:1.27 (sha256:aaaaaaaaaaaa) → nginx:1.28 (sha256:bbbbbbbbbbbb), mounted file conf/b.conf
- abc1234 Use nginx 1.28

Beside the stacks
- def5678 Explain the backups
`,
    );
  });
});
