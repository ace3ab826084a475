import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unknownFolders } from "../../../../live/checks/unknown-folders.ts";
import type { Documented } from "../../../../live/documented.ts";
import type { LiveHost } from "../../../../live/host.ts";
import { emptySnapshot } from "../../../support/snapshot.ts";

describe("unknown folders", () => {
  let root = "";
  before(() => {
    root = mkdtempSync(join(tmpdir(), "seisei-folders-"));
  });
  after(() => rmSync(root, { recursive: true }));

  const read = async (script: string) => execFileSync("sh", ["-c", script], { encoding: "utf8", stdio: "pipe" });
  const observe = (documented: Documented[] = []) => {
    const container = { name: "blog-web-1", project: "blog" };
    const host = { snapshot: async () => ({ ...emptySnapshot, containers: [container] }), read } as unknown as LiveHost;
    return unknownFolders.observe({ host, root, projects: ["shop"], documented }, { unknownContainers: {} });
  };

  it("are none where there is no folder of stacks yet", async () => {
    assert.deepEqual(await observe(), { unknownFolders: {} });
  });

  it("are those without a stack and without containers, whatever their name", async () => {
    for (const name of ["shop", "blog", "old", "a b\n'c"]) mkdirSync(join(root, "stacks", name), { recursive: true });
    writeFileSync(join(root, "stacks", "file"), "");
    assert.deepEqual(await observe(), {
      unknownFolders: { [`${root}/stacks/a b\n'c`]: "present", [`${root}/stacks/old`]: "present" },
    });
    const documented = [{ kind: "folder", name: "old", reason: "kept" } as const];
    assert.deepEqual(Object.keys((await observe(documented)).unknownFolders as object), [`${root}/stacks/a b\n'c`]);
  });

  it("could not be checked where the answer is an error", async () => {
    rmSync(join(root, "stacks"), { recursive: true });
    writeFileSync(join(root, "stacks"), "");
    await assert.rejects(observe());
  });
});
