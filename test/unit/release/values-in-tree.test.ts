import assert from "node:assert/strict";
import { valuesInTree } from "../../../release/values-in-tree.ts";
import { removeRepositories, repository } from "./repository.ts";

describe("values that stand in a release's tree", () => {
  afterEach(removeRepositories);

  const find = async (value: string, text: string) => {
    const source = repository().release("main1.0", { "docs/notes.md": `first line\n${text}\n` });
    return (await valuesInTree(source.folder, ["main1.0"], [value])).get(value);
  };

  it("are found in whatever file, with line and release", async () => {
    assert.equal(await find("canary-5f0c", "password = canary-5f0c;"), "docs/notes.md:2 of main1.0");
    assert.equal(await find("it's $5 [a-z]*\\", `KEY="it's $5 [a-z]*\\"`), "docs/notes.md:2 of main1.0");
  });

  it("are found by the longest line of several", async () => {
    assert.equal(await find("-----\nMIIEabcdefgh\nxx==", "  MIIEabcdefgh"), "docs/notes.md:2 of main1.0");
  });

  it("are not found where they are a part of a longer word, or too short to mean anything", async () => {
    assert.equal(await find("canary", "canaryisland and xcanary"), undefined);
    assert.equal(await find("canary", "canaryisland and canary"), "docs/notes.md:2 of main1.0");
    assert.equal(await find("first", "first"), undefined);
  });

  it("are looked for in the releases that are named, not in the work tree or in others", async () => {
    const source = repository()
      .release("main1.0", { "a.txt": "canary-5f0c\n" })
      .release("main1.0.1", { "a.txt": "\n" });
    source.write({ "b.txt": "canary-5f0c\n" });
    const found = async (...tags: string[]) =>
      Object.fromEntries(await valuesInTree(source.folder, tags, ["canary-5f0c"]));
    assert.deepEqual(await found("main1.0.1"), {});
    assert.deepEqual(await found("main1.0.1", "main1.0"), { "canary-5f0c": "a.txt:1 of main1.0" });
  });

  it("cannot be looked for in a release that is not there", async () => {
    const source = repository().release("main1.0", { "a.txt": "x\n" });
    await assert.rejects(valuesInTree(source.folder, ["main9.9"], ["canary-5f0c"]), { name: "UserError" });
  });
});
