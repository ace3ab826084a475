import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { judgeAll, rulesHash } from "../../../../cli/audit/judged.ts";
import { type Repository, removeRepositories, repository, WEB } from "../../release/repository.ts";

const nowhere = "/nonexistent";

describe("answers of the policy rules that are kept", () => {
  let made: Repository;
  let file: string;
  const wanted = () => [
    { release: "main1.0.0", commit: made.git("rev-parse", "main1.0.0^{commit}").trim(), pins: [], at: "2026-03-05" },
  ];

  beforeEach(() => {
    made = repository().release("main1.0.0", WEB);
    file = join(made.folder, "dist", "audit", "policies.json");
  });
  afterEach(removeRepositories);

  it("are not asked for again: git need not be there", async () => {
    const once = await judgeAll(made.folder, [undefined, ...wanted()], file);
    assert.ok(once[1] && "findings" in once[1] && once[1].findings.length > 0);
    assert.deepEqual(await judgeAll(nowhere, [undefined, ...wanted()], file), once);
  });

  it("are asked for again when the rules are others, or when the file cannot be read", async () => {
    await judgeAll(made.folder, wanted(), file, "other rules");
    await assert.rejects(judgeAll(nowhere, wanted(), file), { name: "UserError" });
    writeFileSync(file, "{");
    await assert.rejects(judgeAll(nowhere, wanted(), file), { name: "UserError" });
  });

  it("are not kept where there was none", async () => {
    const lost = [{ ...wanted()[0]!, commit: "a".repeat(40) }];
    for (const _ of [1, 2]) assert.match(JSON.stringify(await judgeAll(made.folder, lost, file)), /is gone/);
    await assert.rejects(judgeAll(nowhere, lost, file), { name: "UserError" });
  });

  it("belong to rules of one hash, the same each time", () => {
    assert.match(rulesHash(), /^[0-9a-f]{64}$/);
    assert.equal(rulesHash(), rulesHash());
  });
});
