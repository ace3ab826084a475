import assert from "node:assert/strict";
import { DockerError, type DockerApi } from "../../../../../lab/plugins/docker/api.ts";
import { remoteImage, repositoryDigest, splitName } from "../../../../../lab/plugins/docker/remote-image.ts";

const digest = `sha256:${"a".repeat(64)}`;
const name = `ghcr.io/seisei/web@${digest}`;
const urn = "urn:pulumi:s::p::docker:index/remoteImage:RemoteImage::web";

/** A daemon that has these images; a pull of another one adds it, or answers with `refusal`. */
function daemon(images: string[], refusal?: string): { api: DockerApi; requests: string[] } {
  const requests: string[] = [];
  const api: DockerApi = async (method, path) => {
    requests.push(`${method} ${path.split("?")[0]}`);
    if (method === "POST") {
      if (!refusal) images.push(name);
      return refusal ? `{"status":"Pulling"}\n{"error":"${refusal}"}\n` : '{"status":"done"}\n';
    }
    if (!images.some((image) => path.includes(encodeURIComponent(image)))) throw new DockerError(404, "No such image");
    return JSON.stringify({ Id: "sha256:1", RepoDigests: [name] });
  };
  return { api, requests };
}
const create = (api: DockerApi) => remoteImage(api).create({ urn, inputs: { name }, preview: false, timeout: 0 });

describe("RemoteImage", () => {
  it("does not ask the registry for an image that the host has", async () => {
    const { api, requests } = daemon([name]);
    const { id, outputs } = await create(api);
    assert.equal(id, `sha256:1${name}`);
    assert.deepEqual(outputs, { name, imageId: "sha256:1", repoDigest: name });
    assert.deepEqual(requests, [`GET /images/${encodeURIComponent(name)}/json`]);
  });

  it("pulls one that the host lacks", async () => {
    const { api, requests } = daemon([]);
    await create(api);
    assert.ok(requests.includes("POST /images/create"));
  });

  it("fails with the registry's words when it cannot be pulled", async () => {
    await assert.rejects(create(daemon([], "manifest unknown").api), /unable to pull image .*: manifest unknown/);
  });

  it("keeps the image on delete with keepLocally, and removes it without", async () => {
    for (const [keepLocally, expected] of [
      [true, false],
      [false, true],
    ] as const) {
      const { api, requests } = daemon([name]);
      await remoteImage(api).delete!({ urn, id: "", inputs: {}, outputs: { name, keepLocally }, timeout: 0 });
      assert.equal(
        requests.some((request) => request.startsWith("DELETE")),
        expected,
      );
    }
  });

  it("is absent only when the daemon says so", async () => {
    const read = (api: DockerApi) => remoteImage(api).read!({ urn, id: "", inputs: {}, outputs: { name } });
    assert.equal(await read(daemon([]).api), undefined);
    const broken = async () => {
      throw new DockerError(500, "broken");
    };
    await assert.rejects(read(broken), /broken/);
  });

  it("is replaced for another name, updated in place for keepLocally", async () => {
    const diff = (news: object) => {
      const oldInputs = { name, keepLocally: true };
      return remoteImage(daemon([]).api).diff!({ urn, id: "", oldInputs, oldOutputs: {}, news, ignoreChanges: [] });
    };
    assert.deepEqual((await diff({ name: "nginx", keepLocally: true })).replaces, ["name"]);
    const inPlace = await diff({ name, keepLocally: false });
    assert.deepEqual([inPlace.changes, inPlace.replaces], [["keepLocally"], []]);
  });

  it("splits names as Docker does", () => {
    assert.deepEqual(splitName("nginx"), { repository: "nginx", tag: "latest" });
    assert.deepEqual(splitName("host:5000/a/b:1"), { repository: "host:5000/a/b", tag: "1" });
    assert.deepEqual(splitName("host:5000/a/b"), { repository: "host:5000/a/b", tag: "latest" });
    assert.deepEqual(splitName(`nginx:1.27@${digest}`), { repository: "nginx", tag: digest });
  });

  it("gives the digest of its own repository only", () => {
    assert.equal(
      repositoryDigest("nginx:1", { RepoDigests: [`other@${digest}`, `nginx@${digest}`] }),
      `nginx@${digest}`,
    );
    assert.equal(repositoryDigest("nginx:1", { RepoDigests: null }), "");
  });
});
