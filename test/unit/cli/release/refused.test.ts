import { createHash } from "node:crypto";
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkTagStacks } from "../../../../cli/release/tag-stacks.ts";
import { readTagTree } from "../../../../cli/release/tag-tree.ts";
import { makeRelease } from "../../../../cli/release.ts";
import { type Files, removeRepositories } from "../../release/repository.ts";
import { readyProject } from "../ready-project.ts";

const secret = ["hunter", "22!x"].join("");
const token = ["ghp", "pQ7mX2vK9sLd4RtYw8ZbN3cHj6FgUe1aVo5T"].join("_");

/** What a release of a project with these files is refused for. */
async function refused(changes: Files): Promise<string[]> {
  const source = await readyProject();
  source.git("tag", "--delete", "main1.0");
  source.release("main1.0", changes);
  const { results } = await makeRelease(source.folder, "main1.0");
  assert.deepEqual(readdirSync(join(source.folder, "dist/releases")), []);
  return results.flatMap(({ name, findings }) => findings.map((finding) => `${name}: ${finding}`));
}

const privileged = "services: {web: {image: 'nginx:1.27', privileged: true}}\n";

describe("a release", () => {
  afterEach(removeRepositories);

  const findings: [claim: string, changes: Files, finding: RegExp][] = [
    ["a secret", { "notes.env": `DB_PASSWORD=${secret}\n` }, /^secrets: notes\.env:1:13: assigned password/],
    [
      "a secret in what is left out",
      { "docs/.env": `DB_PASSWORD=${secret}\n` },
      /^secrets: docs\/\.env:1:13: assigned password/,
    ],
    [
      "a secret in a file's name",
      { [`notes/${token}.txt`]: "x\n" },
      /^secrets: notes\/\[secret\]\.txt: a secret in a file's name/,
    ],
    [
      "a lock that does not match",
      { "stacks/web/docker-compose.yml": "services: {web: {image: 'nginx:1.27', init: true}}\n" },
      /^locks: stacks\/web\/docker-compose\.yml is sha256:\w+…, audit\/locks/,
    ],
    [
      "an image without a digest",
      { "audit/locks/docker_images.lock.json": "{}" },
      /^locks: nginx:1\.27 is not in audit\/locks/,
    ],
    [
      "a container that the policy pack forbids",
      {
        "stacks/web/docker-compose.yml": privileged,
        "audit/locks/compose_sha256.lock.txt": `${createHash("sha256").update(privileged).digest("hex")}  stacks/web/docker-compose.yml\n`,
      },
      /^policies: stacks\/web\/docker-compose\.yml:1: .*\(no-privileged-containers\)/,
    ],
    [
      "YAML with a key twice",
      { "stacks/web/stack.yaml": "host: app-1\nhost: app-2\n" },
      /^stacks: stacks\/web\/stack\.yaml:2: expected YAML, got a mistake: Map keys must be unique/,
    ],
    [
      "a link out of the tree",
      { "docs/link": { link: "../../etc/passwd" } },
      /^files: docs\/link: expected a link inside the tree, got one to \.\.\/\.\.\/etc\/passwd; /,
    ],
    [
      "an absolute link",
      { "docs/link": { link: "/etc/passwd" } },
      /^files: docs\/link: expected a link inside the tree, got one to \/etc\/passwd; /,
    ],
  ];
  for (const [claim, changes, finding] of findings) {
    it(`is refused for ${claim}, and nothing is written`, async () => {
      const found = await refused(changes);
      assert.equal(found.length, 1, found.join("\n"));
      assert.match(found[0]!, finding);
      assert.ok(!found[0]!.includes(secret) && !found[0]!.includes(token));
    });
  }

  it("is refused for a file of a stack that no deploy should copy, without reading it", async () => {
    const source = await readyProject();
    const tree = await readTagTree(source.folder, "main1.0");
    const entries = tree.entries.map((entry) => (entry.path.endsWith("site.conf") ? { ...entry, size: 2e9 } : entry));
    const { results, stacks } = await checkTagStacks(source.folder, { ...tree, entries });
    assert.match(
      results[0]!.findings[0]!,
      /^stacks\/web\/conf\/site\.conf: expected a file below 100 MB, .* got 2000 MB/,
    );
    assert.deepEqual(stacks, []);
  });

  it("knows what may stay in it by the tag's own list", async () => {
    const entry = "- {path: notes.env, rule: assigned-password, reason: made up, expires: 2999-01-01}\n";
    assert.deepEqual(await foundWithList(entry), []);
    assert.equal((await foundWithList("")).length, 1);
  });
  async function foundWithList(list: string): Promise<string[]> {
    const source = await readyProject({ "notes.env": `DB_PASSWORD=${secret}\n`, "policies/secrets.allow.yaml": list });
    source.write({ "policies/secrets.allow.yaml": null }); // the work tree's plays no part
    const { results } = await makeRelease(source.folder, "main1.0");
    return results.flatMap(({ findings }) => [...findings]);
  }

  const tags: [claim: string, tag: string, message: RegExp][] = [
    ["what is no version", "v1.0", /expected a tag of the form main<major>\.<minor>\[\.<patch>\], got "v1\.0"/],
    [
      "a tag that is missing",
      "main9.9.9",
      /^main9\.9\.9: expected a tag of this repository, got one that it has not \(the last ones are main1\.0\.1, main1\.0\)/,
    ],
    [
      "a tag without an annotation",
      "main1.0.1",
      /^main1\.0\.1: expected an annotated tag, which says who released what, got a lightweight one/,
    ],
  ];
  for (const [claim, tag, message] of tags) {
    it(`is not made of ${claim}`, async () => {
      const source = await readyProject();
      source.git("tag", "main1.0.1");
      await assert.rejects(makeRelease(source.folder, tag), { name: "UserError", message });
    });
  }

  it("is not made of a folder that is no git repository", async () => {
    const folder = mkdtempSync(join(tmpdir(), "seisei-none-"));
    await assert.rejects(makeRelease(folder, "main1.0"), /^UserError: \S+: expected a git repository/);
    rmSync(folder, { recursive: true });
  });
});
