import assert from "node:assert/strict";
import {
  type Deployed,
  deployedBy,
  type Judged,
  judgeDeployed,
  type PolicyResults,
} from "../../../../cli/audit/policies.ts";
import type { AuditRow } from "../../../../cli/audit/timeline.ts";
import { removeRepositories, repository, WEB } from "../../release/repository.ts";

const compose = (lines: string) => `services:\n  web:\n    image: nginx:1.27\n    restart: always\n${lines}`;
const checked = "    healthcheck: {test: [CMD, 'true']}\n";
const files = (lines: string, definition = "") => ({
  ...WEB,
  "stacks/web/docker-compose.yml": compose(checked + lines),
  "stacks/web/stack.yaml": `host: app-1\n${definition}`,
});
const release = (name: string, commit: string, rest: Partial<Deployed> = {}): Deployed => ({
  ...{ release: name, commit, pins: [], at: "2026-03-05T10:00:00.000Z" },
  ...rest,
});
const results = (judged: Judged): PolicyResults => {
  assert.ok(!("couldNot" in judged), JSON.stringify(judged));
  return judged;
};
const found = (judged: Judged) => results(judged).findings.map(({ rule, level }) => [rule, level]);

describe("policy results of deployed releases", () => {
  after(removeRepositories);

  it("are what the rules say of the commit, not of the work tree, with place and level", async () => {
    const made = repository().release("main1.0.0", files("    privileged: true\n"));
    const commit = made.git("rev-parse", "HEAD").trim();
    made.release("main1.0.1", files("    mem_limit: 64m\n"));
    const judged = await judgeDeployed(made.folder, release("main1.0.0", commit));
    assert.deepEqual(found(judged), [
      ["no-privileged-containers", "mandatory"],
      ["memory-limit-present", "advisory"],
    ]);
    assert.match(
      results(judged).findings[0]!.message,
      /^stacks\/web\/docker-compose\.yml:6: services\.web\.privileged: /,
    );
    const next = made.git("rev-parse", "HEAD").trim();
    assert.deepEqual(await judgeDeployed(made.folder, release("main1.0.1", next)), { findings: [], exceptions: [] });
  });

  it("name what stack.yaml allows, with its reason", async () => {
    const allows = "exceptions: [{rule: no-privileged-containers, service: web, reason: it sets up the network}]\n";
    const made = repository().release("main1.0.0", files("    mem_limit: 64m\n    privileged: true\n", allows));
    const judged = await judgeDeployed(made.folder, release("main1.0.0", made.git("rev-parse", "HEAD").trim()));
    assert.deepEqual(found(judged), []);
    assert.deepEqual(results(judged).exceptions, [
      { rule: "no-privileged-containers", stack: "web", service: "web", reason: "it sets up the network" },
    ]);
  });

  it("see a secret by the allow list of the commit, on the day of the update, and do not repeat it", async () => {
    const token = `ghp_${"aB3dE6".repeat(6)}`; // made here, so that no scanner takes this file for a leak
    const allow = "- {path: stacks/web/conf/*, rule: github, reason: a story's token, expires: 2026-03-05}\n";
    const leak = { "stacks/web/conf/app.ini": `key = ${token}\n`, "policies/secrets.allow.yaml": allow };
    const made = repository().release("main1.0.0", { ...files("    mem_limit: 64m\n"), ...leak });
    const deployed = release("main1.0.0", made.git("rev-parse", "HEAD").trim());
    assert.deepEqual(found(await judgeDeployed(made.folder, deployed)), []);
    const later = await judgeDeployed(made.folder, { ...deployed, at: "2026-03-06T10:00:00.000Z" });
    assert.ok(found(later).some(([rule]) => rule === "no-secrets-in-files"));
    assert.ok(!JSON.stringify(later).includes(token));
  });

  it("judge a pinned stack as its own release has it", async () => {
    const made = repository().release("main1.0.0", files("    privileged: true\n    mem_limit: 64m\n"));
    const old = made.git("rev-parse", "HEAD").trim();
    made.release("main1.0.1", files("    mem_limit: 64m\n"));
    const commit = made.git("rev-parse", "HEAD").trim();
    const pins = [{ stack: "web", release: "main1.0.0", commit: old }];
    assert.deepEqual(found(await judgeDeployed(made.folder, release("main1.0.1", commit))), []);
    assert.deepEqual(found(await judgeDeployed(made.folder, release("main1.0.1", commit, { pins }))), [
      ["no-privileged-containers", "mandatory"],
    ]);
  });

  it("say that a commit or a pinned tag is gone, and what cannot be read", async () => {
    const made = repository().release("main1.0.0", { ...WEB, "stacks/web/stack.yaml": "host: [\n" });
    const commit = made.git("rev-parse", "HEAD").trim();
    const answer = async (deployed: Deployed) => JSON.stringify(await judgeDeployed(made.folder, deployed));
    assert.match(await answer(release("main0.9.0", "a".repeat(40))), /main0\.9\.0: its commit aaaaaaa is gone/);
    const pins = [{ stack: "web", release: "main0.9.0", commit: undefined }];
    assert.match(await answer(release("main1.0.0", commit, { pins })), /main0\.9\.0: its tag is gone/);
    assert.match(await answer(release("main1.0.0", commit)), /couldNot.*stacks\/web\/stack\.yaml/);
  });

  it("are asked once for the same release and pins, and not for what deployed nothing", () => {
    const row = (change: string, rest: Partial<AuditRow> = {}): AuditRow => ({
      ...{ start: "2026-03-05T10:00:00.000Z", change, result: "succeeded", changes: 1, pins: {}, dirty: false },
      ...{ to: "main1.0.0", commit: "c" },
      ...rest,
    });
    const tags = new Map([["main0.9.0", { commit: "p", subject: "" }]]);
    const [first, same, pinned, idle, destroyed] = deployedBy(
      [
        row("first deployment"),
        row("applied again", { start: "2026-04-01T10:00:00.000Z" }),
        row("pins", { pins: { web: "main0.9.0" } }),
        row("nothing to do"),
        { ...row("destroy"), to: undefined as never },
      ],
      tags,
    );
    assert.equal(same, first);
    assert.deepEqual(pinned!.pins, [{ stack: "web", release: "main0.9.0", commit: "p" }]);
    assert.deepEqual([idle, destroyed], [undefined, undefined]);
  });
});
