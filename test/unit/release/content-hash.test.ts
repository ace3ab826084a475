import assert from "node:assert/strict";
import { contentHash } from "../../../release/content-hash.ts";
import { openRelease } from "../../../release/release.ts";
import { type Repository, removeRepositories, repository as newRepository, WEB } from "./repository.ts";

describe("contentHash", () => {
  let repository: Repository;
  const hash = async (tag: string) => contentHash((await openRelease(repository.folder, tag)).stack("web"));

  before(() => {
    repository = newRepository();
    repository.release("main1.0.0", WEB);
    repository.release("main1.0.1", { "README.md": "new\n" });
    repository.release("main1.0.2", { "stacks/web/conf/site.conf": "server { }\n" });
  });

  after(removeRepositories);

  it("is the same for releases that say the same about a stack", async () => {
    assert.equal(await hash("main1.0.0"), await hash("main1.0.1"));
  });

  it("is another one when a file of the stack changes", async () => {
    assert.notEqual(await hash("main1.0.1"), await hash("main1.0.2"));
  });

  it("is another one when an image's digest or a file's mode changes", async () => {
    const web = (await openRelease(repository.folder, "main1.0.0")).stack("web");
    const services = new Map([...web.services].map(([name, one]) => [name, { ...one, reference: "nginx@sha256:b" }]));
    const files = new Map([...web.files].map(([path, file]) => [path, { ...file, executable: true }]));
    assert.notEqual(contentHash({ ...web, services }), contentHash(web));
    assert.notEqual(contentHash({ ...web, files }), contentHash(web));
  });
});
